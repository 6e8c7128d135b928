"""What the program proposes to say on a warning, and the steps that many scripts share."""

from vipdesk.texts import N_

Step = tuple[str, str]  # head, what to say
Scripts = tuple[tuple[str, tuple[Step, ...]], ...]  # by reason

NEXT = (
    N_("Agree the next step"),
    N_(
        "**Before we part, let us fix who does what, by which day.** I will send it to you in"
        " writing."
    ),
)
OFFER = (
    N_("Make offers"),
    N_(
        "Of the offers below I would choose the one or two that suit what you really use. If "
        "none suits, I will say so."
    ),
)
NEEDS = (
    N_("Ask for needs"),
    N_(
        "Family numbers, broadband at home, travel, the office: is there anything that I "
        "could take off your hands? You have {points} points, and I can show you what they "
        "are good for."
    ),
)
USE = (
    N_("Look at use"),
    N_("Is **{plan}** still right for you? Let us go through the last bills together."),
)

WARNING_SCRIPTS: Scripts = (
    (
        "low_balance",
        (
            (
                N_("Mean well"),
                N_(
                    "{addressed}, I am {manager}, your account manager. Your balance is down "
                    "to {balance} yuan. I did not want the number to stop just when you need "
                    "it."
                ),
            ),
            (
                N_("Find the cause"),
                N_("Did something use more than usual lately? I can go through it with you."),
            ),
            (
                N_("Make it easy"),
                N_(
                    "A top-up takes a minute, and automatic payment spares you the reminder. "
                    "Shall we set it up together?"
                ),
            ),
        ),
    ),
    (
        "zero_calls",
        (
            (
                N_("Just ask"),
                N_(
                    "{addressed}, I am {manager}, your account manager. The phone has been "
                    "quiet lately, and I wanted to ask whether all is well."
                ),
            ),
            (
                N_("Listen for the reason"),
                N_(
                    "Is the signal poor where you are, do you use another number, or do you "
                    "just write more than you call? Any answer helps me."
                ),
            ),
            (
                N_("Fit the plan"),
                N_(
                    "If you need fewer minutes, I look for something smaller than **{plan}**."
                    " It is better to pay for what you use."
                ),
            ),
            NEXT,
        ),
    ),
    (
        "few_top_ups",
        (
            (
                N_("Ask, do not press"),
                N_(
                    "{addressed}, I am {manager}, your account manager. You have topped up "
                    "less of late. Is this number still the one that you use most?"
                ),
            ),
            USE,
            (
                N_("Fit the plan"),
                N_(
                    "If the plan is more than you need, let us find a smaller one. If another"
                    " card does the work now, I would like to know what it does better."
                ),
            ),
            NEXT,
        ),
    ),
    (
        "swing",
        (
            (
                N_("Name what you saw"),
                N_(
                    "{addressed}, I am {manager}, your account manager. Your bill has fallen "
                    "clearly against the months before. Are you saving, or is something "
                    "wrong?"
                ),
            ),
            USE,
            (
                N_("Hear the whole answer"),
                N_(
                    "If you need less, we make the plan smaller. If part of it went "
                    "elsewhere, please tell me what was better there; I can bear the answer."
                ),
            ),
            OFFER,
            NEXT,
        ),
    ),
    (
        "off_net_words",
        (
            (
                N_("Listen first"),
                N_(
                    "{addressed}, thank you for saying openly that you think of leaving. What"
                    " led to it? I listen first."
                ),
            ),
            (
                N_("Own up"),
                N_(
                    "On {complaint_on} you told us about {complaint}; if we let you down "
                    "there, I am sorry. What went wrong comes first, everything else after "
                    "it."
                ),
            ),
            (
                N_("Say what is at stake"),
                N_(
                    "You have been with us for {years} years. As a {tier} member you have "
                    "benefits that end with the number. I only want you to know this before "
                    "you decide."
                ),
            ),
            (
                N_("Make one honest offer"),
                N_(
                    "There is one offer that I can answer for today, with its price and its "
                    "term. If another operator serves you better, I will not talk it down."
                ),
            ),
            NEXT,
        ),
    ),
    (
        "complaint",
        (
            (
                N_("Begin with the matter"),
                N_(
                    "{addressed}, I am {manager}, your account manager. I come because of "
                    "{complaint}, which you reported on {complaint_on}. I have read what you "
                    "told us."
                ),
            ),
            (
                N_("Apologise once, clearly"),
                N_("I am sorry for the trouble that you had. I do not want to explain it away."),
            ),
            (
                N_("Say where it stands"),
                N_(
                    "This is done, this is still open, and this is the day on which you hear "
                    "from me again."
                ),
            ),
            (
                N_("Sell nothing today"),
                N_("What would put it right in your eyes? **Everything else can wait.**"),
            ),
        ),
    ),
    (
        "arrears",
        (
            (
                N_("Spare their feelings"),
                N_(
                    "{addressed}, I am {manager}, your account manager. The account shows "
                    "{arrears} yuan unpaid. Perhaps your payment is just on its way."
                ),
            ),
            (
                N_("Clear what is disputed"),
                N_(
                    "Is there anything on the bill that you do not agree with? Then we clear "
                    "that first."
                ),
            ),
            (
                N_("Agree a day"),
                N_(
                    "Which day suits you for the payment? I write it down and remind you "
                    "once, not more."
                ),
            ),
        ),
    ),
)

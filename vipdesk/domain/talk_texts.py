"""What the program proposes to say for each reason; a manager changes it in the settings.

Markdown with fields in braces, see `vipdesk.domain.talk`. Written to be spoken.
"""

from vipdesk.domain.talk_warning_texts import NEEDS, NEXT, OFFER, USE, WARNING_SCRIPTS, Scripts
from vipdesk.texts import N_

_ENDINGS: Scripts = (
    (
        "contract",
        (
            (
                N_("Thank first"),
                N_(
                    "{addressed}, I am {manager}, your account manager. You have been with us"
                    " for {years} years, and I want to thank you for it in person."
                ),
            ),
            (
                N_("Say what ends"),
                N_(
                    "Your **{plan}** runs until {ends_on}. Days left: {days_left}; I would "
                    "rather you hear it from me than from a bill. It ended on {ended_on}, and"
                    " I would like to settle with you what holds from now on."
                ),
            ),
            (
                N_("Ask before you offer"),
                N_(
                    "What has been good, and what has annoyed you? Data, calls, broadband, "
                    "the price: please be frank."
                ),
            ),
            OFFER,
            NEXT,
        ),
    ),
    (
        "stop",
        (
            (
                N_("Get to the point"),
                N_(
                    "{addressed}, I am {manager}, your account manager. Unless it is renewed,"
                    " your **{plan}** stops on {ends_on}, and I do not want you to sit there "
                    "without a network. Your **{plan}** ran out on {ended_on}; I would like "
                    "to get you back on the network."
                ),
            ),
            (
                N_("Ask how it runs"),
                N_(
                    "Is it fast enough, and does it reach every room? If something is wrong, "
                    "I have it looked at first and speak of renewal afterwards."
                ),
            ),
            (
                N_("Put the prices side by side"),
                N_(
                    "Here is what you pay now, and what you would pay after renewing. Please "
                    "take your time to compare."
                ),
            ),
            NEXT,
        ),
    ),
    (
        "rebate",
        (
            (
                N_("Say it before the bill does"),
                N_(
                    "{addressed}, I am {manager}, your account manager. Your rebate ends on "
                    "{ends_on}; after that the bill will be higher, and you should hear it "
                    "from me first. Your rebate ended on {ended_on}, so the bill is higher "
                    "now, and I want to explain it to you."
                ),
            ),
            (
                N_("Go through the figures"),
                N_(
                    "Let us take the last bills of **{plan}**: what you paid, and what it "
                    "would have been without the rebate."
                ),
            ),
            OFFER,
            NEXT,
        ),
    ),
    (
        "trial",
        (
            (
                N_("Ask how the trial went"),
                N_(
                    "{addressed}, I am {manager}, your account manager. The trial ends on "
                    "{ends_on}. The trial ended on {ended_on}. How has it been for you?"
                ),
            ),
            (
                N_("Leave the choice"),
                N_(
                    "If you like it, we put it on proper terms. If not, say so now, and I see"
                    " to it that it ends. **Nothing should cost you money unasked.**"
                ),
            ),
            NEXT,
        ),
    ),
)

_OTHERS: Scripts = (
    (
        "by_hand",
        (
            (
                N_("Take it seriously"),
                N_(
                    "{addressed}, I am {manager}, your account manager. I hear that you want "
                    "to leave. That is your right, and I will not make it hard for you."
                ),
            ),
            (
                N_("Ask for the true reason"),
                N_(
                    "Is it the price, the network, the service, or another's offer? The true "
                    "reason is the only one that I can work with."
                ),
            ),
            (
                N_("Say plainly what would end"),
                N_(
                    "You have been with us for {years} years. Your **{plan}** runs until "
                    "{ends_on}. Let us look together at what ends with it, and what does not."
                ),
            ),
            (
                N_("Make one honest offer"),
                N_(
                    "There is one offer that I can answer for today, with its price and its "
                    "term. If another operator serves you better, I will not talk it down."
                ),
            ),
            (
                N_("Part well"),
                N_("If you go, I help you with the steps. You can call me afterwards too."),
            ),
        ),
    ),
    (
        "call_back",
        (
            (
                N_("Ask whether it is settled"),
                N_(
                    "{addressed}, I am {manager}, your account manager. On {complaint_on} you"
                    " told us about {complaint}. Our records say that it is settled: is it, "
                    "in your eyes?"
                ),
            ),
            (
                N_("Listen for what is left"),
                N_("If anything is left, please say so. I pass it on today and see to it myself."),
            ),
            (
                N_("Thank"),
                N_("Thank you for telling us. Most people say nothing and go."),
            ),
        ),
    ),
    (
        "no_contact",
        (
            (
                N_("Ask how it goes"),
                N_(
                    "{addressed}, I am {manager}, your account manager. We last spoke on "
                    "{last_visit}. I have nothing to sell today; I just want to hear how you "
                    "are."
                ),
            ),
            USE,
            NEEDS,
            NEXT,
        ),
    ),
    (
        "birthday",
        (
            (
                N_("Congratulate"),
                N_("{addressed}, happy birthday! May the year ahead bring you health and joy."),
            ),
            (
                N_("Say thank you"),
                N_("You have been with us for {years} years. Thank you for that."),
            ),
            (
                N_("Leave business aside"),
                N_(
                    "No business today. If you need anything, one word is enough, and I see "
                    "to it tomorrow."
                ),
            ),
        ),
    ),
    (
        "welcome",
        (
            (
                N_("Introduce yourself"),
                N_(
                    "{addressed}, I am {manager}, your account manager from now on. You reach"
                    " me at {manager_phone}."
                ),
            ),
            (
                N_("Explain the tier"),
                N_(
                    "You are a {tier} member now. I will tell you in plain words what it "
                    "brings and how you use it."
                ),
            ),
            (
                N_("Ask how to reach them"),
                N_(
                    "When may I call, and do you prefer a call, a message or a visit? I keep to it."
                ),
            ),
            (
                N_("Explain the bill"),
                N_(
                    "Let us go through **{plan}** and the bill once, so that nothing in it "
                    "surprises you."
                ),
            ),
            NEXT,
        ),
    ),
    (
        "win_back",
        (
            (
                N_("No reproach"),
                N_(
                    "{addressed}, I am {manager}. I do not call to reproach you; I want to "
                    "hear how you are served now."
                ),
            ),
            (
                N_("Ask what was missing"),
                N_(
                    "On {complaint_on} you told us about {complaint}. What would have had to "
                    "be different for you to stay?"
                ),
            ),
            (
                N_("Say what has changed"),
                N_(
                    "I tell you what has changed with us since, no more than that. If it is "
                    "not enough, I will not call again unless you like."
                ),
            ),
            (
                N_("Show the way back"),
                N_(
                    "If you want to come back, I see to the papers. You have one person to ask: me."
                ),
            ),
        ),
    ),
    (
        "general",
        (
            (
                N_("Thank first"),
                N_(
                    "{addressed}, thank you for your trust. You have been with us for {years}"
                    " years."
                ),
            ),
            USE,
            NEEDS,
            OFFER,
            NEXT,
        ),
    ),
)

SCRIPTS: Scripts = (*_ENDINGS, *WARNING_SCRIPTS, *_OTHERS)

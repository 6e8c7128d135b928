"""Which screens the planted-text tests go through; together they must be all there are."""

CUSTOMERS = {
    "customers.complaint_dialog.ComplaintDialog",
    "customers.contacts_tab.ContactsTab",
    "customers.customer_dialog.CustomerDialog",
    "customers.data_tab.DataTab",
    "customers.duplicates_dialog.DuplicatesDialog",
    "customers.export_dialog.ExportDialog",
    "filter_chips.SaveFilterDialog",
    "customers.hand_over_dialog.HandOverDialog",
    "customers.line_dialog.LineDialog",
    "customers.lines_tab.LinesTab",
    "customers.merge_dialog.MergeDialog",
    "customers.needs_tab.NeedsTab",
    "customers.overview_tab.OverviewTab",
    "customers.page.CustomersPage",
    "customers.recycle_dialog.RecycleBinDialog",
    "customers.risk_dialog.RiskDialog",
    "customers.risk_tab.RiskTab",
    "customers.small_dialogs.CircleDialog",
    "customers.small_dialogs.NeedDialog",
    "customers.small_dialogs.TierDialog",
    "customers.tag_dialog.TagDialog",
    "customers.tag_dialog.UntagDialog",
    "customers.usage_tab.UsageTab",
    "kit.column_chooser.ColumnChooser",
    "main_window.MainWindow",
    "touchpoint_dialog.TouchpointDialog",
}
VISITS = {
    "visits.calendar_page.CalendarPage",
    "visits.face_to_face.FaceToFace",
    "visits.leave_gate.LeaveDialog",
    "visits.page.VisitsPage",
    "visits.visit_page.VisitPage",
}
VISIT_DIALOGS = {
    "visits.dialogs.EditDialog",
    "visits.dialogs.MoveDialog",
    "visits.dialogs.PlanDialog",
    "visits.dialogs.ReasonDialog",
    "visits.ics_dialog.IcsDialog",
}
PAPERS = {"kit.passphrase_dialog.PassphraseDialog", "kit.pdf_preview.PdfPreview"}
DATA_AND_SETTINGS = {
    "data.missing_dialog.MissingDialog",
    "data.page.DataPage",
    "data.settle_dialog.SettleDialog",
    "settings.backups.BackupsPanel",
    "settings.benefits.BenefitsPanel",
    "settings.checklist.ChecklistPanel",
    "settings.general.GeneralPanel",
    "settings.indicators.IndicatorsPanel",
    "settings.journal.JournalPanel",
    "settings.leave_dialog.LeaveDialog",
    "settings.offer_dialog.OfferDialog",
    "settings.offer_results.OfferResultsDialog",
    "settings.offers.OffersPanel",
    "settings.page.SettingsPage",
    "settings.points.PointsPanel",
    "settings.rules.RulesPanel",
    "settings.scripts.ScriptsPanel",
    "settings.security.OldAndNewDialog",
    "settings.security.SecurityPanel",
}
TODAY = {"today.page.TodayPage", "today.plan_dialog.DayPlanDialog"}
RETENTION = {
    "retention.cost_dialog.CostDialog",
    "retention.hand_dialog.HandDialog",
    "retention.outcome_dialog.OutcomeDialog",
    "retention.page.RetentionPage",
    "retention.snooze_dialog.SnoozeDialog",
}
CALIBRATE = {"calibrate.dialog.CalibrateDialog"}
JOURNAL = {"journal.page.JournalPage"}
KNOWLEDGE = {"knowledge.page.KnowledgePage", "knowledge.sheet_dialog.SheetDialog"}
INDICATORS = {
    "indicators.dialogs.EnterDialog",
    "indicators.dialogs.FreezeDialog",
    "indicators.dialogs.ReopenDialog",
    "indicators.dialogs.TargetsDialog",
    "indicators.page.IndicatorsPage",
    "indicators.period_dialog.PeriodDialog",
    "indicators.waive.WaiveDialog",
}
POINTS = {
    "points.audit_dialog.AuditDialog",
    "points.campaign_dialog.CampaignDialog",
    "points.earn_dialog.EarnDialog",
    "points.dialogs.AwardDialog",
    "points.dialogs.HoldDialog",
    "points.dialogs.ReverseDialog",
    "points.dialogs.SignDialog",
    "points.dialogs.TryDialog",
    "points.page.PickDialog",
    "points.page.PointsPage",
}
REWARDS = {
    "rewards.dialog.RewardsDialog",
    "rewards.discounts.DiscountDialog",
    "rewards.draw_dialog.DrawDialog",
    "rewards.draw_dialog.RevealDialog",
    "rewards.lottery_dialog.LotteryDialog",
    "rewards.partners.PartnerDialog",
    "rewards.problems_dialog.ProblemsDialog",
    "rewards.reward_dialog.RewardDialog",
}
GIVING_OUT = {
    "restore_dialog.RestoreDialog",
    "rights.CustomerDataDialog",
    "rights.EraseDialog",
    "settings.leaving_card.EverythingDialog",
    "summaries_dialog.SummariesDialog",
}
WITHOUT_A_BOOK = {
    "farewell.Farewell",
    "first_start.FirstStart",
    "kit.dialogs.ErrorDialog",
    "kit.pin_dialog.PinDialog",
    "moving_dialogs.MoveInDialog",
    "moving_dialogs.MovedDialog",
    "notes_dialog.NotesDialog",
    "recovery_key.RecoveryKeyDialog",
    "restore_dialog.FindBackupDialog",
    "unlock.UnlockWindow",
}
RESCUE = {"rescue_dialog.RescueDialog"}
WHOLE = (
    CUSTOMERS
    | VISITS
    | VISIT_DIALOGS
    | PAPERS
    | DATA_AND_SETTINGS
    | TODAY
    | RETENTION
    | CALIBRATE
    | JOURNAL
    | KNOWLEDGE
    | POINTS
    | INDICATORS
    | REWARDS
    | GIVING_OUT
    | WITHOUT_A_BOOK
    | RESCUE
)

# Looking a balance up, the customer's own log, the audit.
lookup-how = Type the account's number after the command, such as <code>/why 1001</code>
machine-stop = Stopping all withdrawals of an account is done at the command line: <code>main.py stop ACCOUNT --ticket NUMBER --reason TEXT</code>. Ask an operator.
machine-resume = Two people let an account go on, each at the command line: <code>main.py resume ACCOUNT</code>. Ask an operator.
machine-unlink = Chats are disconnected at the command line: <code>main.py unlink ACCOUNT --list</code>, then <code>--chat N</code>. Ask an operator.
lookup-of = <b>Explain the balance of account { $account }</b>
lookup-title = <b>Account { $account }</b>, looked up read-only
lookup-kind-personal = Personal · phone { $phone }
lookup-kind-enterprise = Enterprise · phone { $phone }
lookup-written = Written down for ticket { $ticket }. The customer sees in /log that support looked.

log-title = <b>What staff did to your account</b>
log-none = Nothing so far.
log-about = Every look and every change by staff is here. It cannot be deleted.
log-line = <b>{ $at }</b> · { $by } { $what }
log-subject = Withdrawal { $id }
log-ticket = Ticket { $ticket }
log-by-staff = Staff
log-by-operator = An operator
log-what-look_up = looked at how your balance comes about
log-what-start_session = began to act as this test account
log-what-end_session = stopped acting as this test account
log-what-open_case = opened a withdrawal for review
log-what-open_document = opened one of your papers
log-what-claim_case = took up or put back a withdrawal for review
log-what-review = decided a withdrawal, or agreed to it
log-what-ask_again = asked for a paper again
log-what-settle_unknown = settled a payout whose result was missing
log-what-resolve_contradiction = resolved what contradicted the payout channel
log-what-stop_account = stopped all withdrawals of the account
log-what-resume_account = let withdrawals of the account go on
log-what-unlink_by_support = disconnected chats from your account
log-what-unlink_by_operator = disconnected chats from your account
log-what-make_link = made a connection link
log-what-apply_events = entered billing events
log-what-move_clock = moved the clock of this test account
log-what-reset_test_account = started this test account anew
log-what-create_test_account = made this test account
log-what-other = did something: { $what }

audit-title = <b>Audit</b>, newest first
audit-only = Only: { $words }
audit-staff = Only what staff did.
audit-none = Nothing fits.
audit-how = To narrow it: <code>/audit account=1001 who=94 what=review outcome=denied since=2026-11-01 until=2026-11-30</code>, or <code>all</code> for customers too.
audit-who = { $name } ({ $who })
audit-as = { $who } as test account { $account }
audit-line = <b>{ $at }</b> { $who }
audit-what = { $what }: { $outcome } · { $on }
audit-what-alone = { $what }: { $outcome }
audit-more = { $words }
audit-why = Ticket { $ticket }: { $reason }
audit-file = CSV file
audit-denied = Refused
audit-everybody = Everybody
audit-staff-only = Staff
audit-caption =
    { $count ->
        [one] 1 row of the audit.
       *[other] { $count } rows of the audit.
    }
audit-cut = There are more: narrow it by date.

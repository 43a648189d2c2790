# Acting as a test account: the banner that stands above every message of a session.
banner = ◆ <b>TEST ACCOUNT { $account }</b> · acting: { $name } · { $left } min left
banner-toast = TEST ACCOUNT { $account } · acting: { $name } · { $left } min left
banner-exit = Exit test { $account }
banner-test = ◆ <b>TEST ACCOUNT { $account }</b>
banner-own = <b>Not about test account { $account }: this is about your own account.</b>

# Choosing a test account, and what has to be said before a session begins.
acting-title = <b>Act as a test account</b>
acting-found =
    { $count ->
        [one] 1 test account fits “{ $text }”.
       *[other] { $count } test accounts fit “{ $text }”.
    }
acting-all =
    { $count ->
        [one] There is 1 test account.
       *[other] There are { $count } test accounts.
    }
acting-none = There is no test account yet. Make one from a scenario.
acting-none-found = No test account fits “{ $text }”. Real accounts are never listed here.
acting-line = { $index }. { $account } · { $amount }
acting-marks = { $marks }
acting-standing-suspended = suspended
acting-standing-closed = closed
acting-mine = made by you
acting-search = To search: /as and part of a name or number, such as <code>/as 9001</code>
acting-of = <b>Act as test account { $account }</b>
acting-ticket = Which ticket is it for? Type its number, such as <code>T-1234</code>.
acting-reason = Ticket { $ticket }. What for? Type { $fewest } to { $most } characters; they stand in the audit.
acting-rules = A session lasts { $minutes } minutes and ends by itself. Meanwhile your own accounts cannot be reached.
acting-began = You act as this test account now. No real money moves; its codes come to /inbox.
acting-ended = <b>Session ended.</b> You are yourself again. Test account { $account } stays as it is.
acting-not-acting = You are not acting as a test account. Choose one first.
acting-not-now = That is not possible while you act as test account { $account }. Exit first; nothing was done.

# A session that is over in the middle of something.
acting-over-expired = <b>Session over: its time is up.</b>
acting-over-role = <b>Session over: you are no longer support staff.</b>
acting-over-closed = <b>Session over: the test account was closed.</b>
acting-over-replaced = <b>Session over: you began another one.</b>
acting-over-other = <b>That belongs to a session that is over.</b>
acting-over-nothing = Nothing was done: what you tapped or typed did not count.
acting-over-now = You are yourself again, with your own accounts.
acting-again = Act again
acting-other = Other account
acting-to-own = Me

# Tools of a session.
tools-title = <b>Test tools</b>
tools-session = Ticket { $ticket }: { $reason }. The session ends at { $ends }.
tools-do = /inbox codes of this account · /clock its own time · /desk scenarios · /exit
inbox = Test inbox
inbox-title = <b>Test inbox</b>, newest first
inbox-none = Nothing has come yet. Codes of this account come here, never to a phone.
inbox-most = The { $most } newest are kept; older ones make room.
inbox-line = { $at }: { $text }
refresh = Look again
desk = Scenarios
clock = Time machine
reset = Start anew
act-as = Act as test account

# What support is refused.
support-refused-not_a_test_account = Account { $account } is not a test account. Nobody can act as it. The try is in the audit.
support-refused-unknown_account = There is no such account.
support-refused-account_closed = This test account is closed. Choose another one.
support-refused-staff_reason_needed = Type what it is for, in at most { $most } characters.
support-refused-ticket_needed = That is not a ticket number: letters, digits and hyphens, at most { $most }.
support-refused-no_session = You are not acting as a test account. Choose one first.
support-refused-unknown_scenario = There is no such scenario.
support-refused-no_scenario = This test account was not made from a scenario. Make a new one instead.
support-refused-clock_unreadable = That is not a date I can read. Nothing was moved.
support-refused-clock_backwards = A clock only goes forward. Nothing was moved.
support-refused-clock_too_far = At most { $most } days ahead in all. Nothing was moved.
support-refused-file_empty = The file is empty. Nothing was applied.
support-refused-file_too_long = The file is too long: at most { $most } lines, 256 KB. Nothing was applied.
support-refused-test_accounts_too_many = You made { $most } test accounts in 24 hours, and there can be no more. Act as one that is there, or make the next one tomorrow. Nothing was made.
support-refused-nothing_due = Nothing is due. Nothing was moved.
support-refused-filter_wrong = “{ $word }” is not part of a filter.

help-support = <b>For support</b>
help-support-commands =
    /as act as a test account
    /desk make one from a scenario
    /inbox its codes
    /clock its own time
    /why 1001 explain a customer's balance
    /exit end the session
help-review = /review cases to decide
help-audit = /audit who did what

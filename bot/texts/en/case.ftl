# What reviewers read in their private chat: the queue, a case, the steps of a decision.
queue-to = Queue
queue-home = Review queue
queue-title = <b>Review queue</b>
queue-title-test = <b>Test queue</b>: no real money
queue-test = Test queue
queue-real = Real queue
queue-total =
    { $count ->
        [one] 1 case, { $sum } · { $filter }
       *[other] { $count } cases, { $sum } · { $filter }
    }
queue-empty = Nothing waits here · { $filter }
queue-line = { $index }. <b>{ $amount }</b> · { $id }
queue-since = { $what }, { $age } ago
queue-promised = Promised by the end of { $by }
queue-marks = { $marks }
queue-open = { $index }. { $amount }
queue-before = ‹ Before
queue-after = More ›
queue-kind-original = To the original account
queue-kind-designated = To a designated account
queue-kind-application = Application
queue-kind-stuck = No result from the channel
queue-mark-own = not yours to decide
queue-mark-late = LATE
queue-mark-waiting = waits for a paper
queue-mark-flagged = flagged
queue-mark-test = test account
queue-mark-mine = you are on it
queue-mark-claimed = { $name } is on it
queue-filter-all = All
queue-filter-flagged = Flagged
queue-filter-designated = Designated
queue-filter-application = Applications
queue-filter-mine = Mine
queue-filter-unclaimed = Nobody's
queue-filter-stuck = No result

case-title = <b>{ $amount }</b> to review · { $id }
case-title-stuck = <b>{ $amount }</b> without a result · { $id }
case-title-decided = <b>{ $amount }</b> · { $id }
case-since = Submitted { $age } ago, { $at }.
case-promised = Promised by the end of { $by }.
case-promised-time = Promised by { $by }.
case-late = <b>LATE.</b> It was promised by the end of { $by }.
case-late-time = <b>LATE.</b> It was promised by { $by }.
case-mine = You are on it; others see that for 30 minutes.
case-two =
    { $count ->
        [0] Two reviewers have to approve it.
       *[other] One of two approvals is there.
    }
case-approved = You have approved it. A colleague has to approve it, too.
case-settle = The channel gave no result for days. Two reviewers may settle it with the channel's document.
case-document = Document: { $document }
case-waiting = Waits for a paper of the customer since { $at }.
case-unpayable = <b>It cannot be approved now:</b> { $why }
case-why-balance_fallen = less can be withdrawn than it asks for.
case-why-stopped = withdrawals of this account are stopped.
case-why-window_closed = the time to send it back the original way has run out.
case-why-gate_real_name = real-name registration is not complete.
case-why-gate_suspended = the account is suspended.
case-why-gate_closed = the account is closed.
case-own = <b>This one is not yours to decide:</b> the account is or was linked to you, or is close to one that is. A colleague has to look.
case-closed = It is closed. A code of your authenticator opens it.
case-open-again = Open
case-not-staff = You are no reviewer any more.

case-account = <b>Account</b>
case-kind-personal = Personal
case-kind-enterprise = Enterprise
case-eligible = Registered and in good standing.
case-phone = The code went to { $phone }.
case-balance = Cash { $cash }, of which { $withdrawable } can be withdrawn. In withdrawal: { $moving }.
case-holds = Held: { $what }
case-from = <b>From</b> order { $order }: { $channel }, { $date }, { $amount }, of which { $remaining } remains
case-from-other = <b>From</b> money that was never topped up
case-to-original = Back to the account that paid.
case-to-order = the account that paid
case-to-payee = { $number }, { $name }
case-reason = Reason: { $reason }
case-reason-window_passed = the return window has passed (checked by us)
case-reason-account_closed = the original account is closed or cannot receive
case-reason-deregistered = the company of the original account is deregistered
case-reason-advanced = an employee advanced the money and was reimbursed
case-reason-application = application for other money
case-note = The customer writes: { $note }
case-broken = ⚠ Somebody wrote a link, or characters that turn the text around: they are broken with [ ] here. Follow nothing of it.
case-retried = Applied again after { $id }.

case-payee = <b>Payee</b>
case-payee-alipay = Alipay { $number }
case-payee-bank_card = Card { $number }
case-payee-name = { $name }
case-payee-differs = ⚠ Not the registered name, which is { $registered }
case-payee-bank = { $bank }
case-payee-branch = { $branch }
case-payee-code = Bank code { $code }
case-payee-by-hand = ⚠ The branch was typed by hand; it is not in the directory.
case-papers = <b>Papers</b>
case-paper =
    { $pages ->
        [one] { $index }. { $kind }, { $verdict }
       *[other] { $index }. { $kind }, { $pages } pages, { $verdict }
    }
case-missing = Missing: { $papers }
case-verdict-open = not judged
case-verdict-accepted = accepted
case-verdict-refused = refused
case-paper-application_form = Application form
case-paper-id_photo = Photo holding ID
case-paper-business_licence = Business licence
case-paper-closure_proof = Proof of closure
case-paper-deregistration = Deregistration statement
case-paper-reimbursement_proof = Proof of reimbursement
case-paper-caption = { $kind } · { $id }. For this decision only; opening it was noted.
case-flags = <b>Flags</b>
case-flag-overdue_elsewhere = Another account under the same identity owes: { $items }
case-flag-phone_changed = The security phone was changed { $at }
case-flag-amount_a_day = { $amount } withdrawn in a day
case-flag-count_a_day =
    { $count ->
        [one] 1 withdrawal in a day
       *[other] { $count } withdrawals in a day
    }
case-flag-new_payee = Nothing was ever paid to this payee
case-flag-payee_changed = Another payee than before
case-flag-name_differs = The payee's name is not the registered one
case-flag-branch_by_hand = The branch was typed by hand
case-flag-balance_fallen = The balance fell after it was approved
case-flag-stopped = Withdrawals of the account were stopped when it was to be sent
case-flag-window_closed = The return window closed after it was approved
case-flag-gate_real_name = Real-name registration was missing when it was to be sent
case-flag-gate_suspended = The account was suspended when it was to be sent
case-flag-gate_closed = The account was closed when it was to be sent
case-flag-reconciled = Taken from the channel's list: these books did not have it
case-flag-other = { $code }
case-earlier = <b>Earlier withdrawals</b>
case-earlier-none = No earlier withdrawals.
case-earlier-line = { $date } · { $amount } · { $status } · { $id }

case-do-approve = Approve
case-do-reject = Reject
case-do-again = Ask for a paper again
case-do-paper = { $index }. { $kind }
case-do-claim = I take it
case-do-release = Give it back
case-do-fresh = Refresh
case-do-paid = It was paid
case-do-failed = It failed

deciding-approve = Approve { $amount } to { $to }?
deciding-approve-two = A second reviewer has to approve it, too. After yours the customer cannot cancel any more.
deciding-approve-sure = Yes, approve { $amount }
deciding-reason = Why is it rejected? The customer reads the reason and what to do next.
deciding-reason-papers_wrong = The papers do not prove it
deciding-reason-payee_wrong = Payee details are wrong
deciding-reason-name_mismatch = The name does not match
deciding-reason-not_proved = The reason does not hold
deciding-reason-account_closed = The account cannot receive
deciding-reason-window_closed = The original way is closed
deciding-reason-other = Another reason
deciding-papers-reject = Tap a paper to say what is wrong with it. Accepted ones go along into a new application.
deciding-papers-needed = Tap the paper that does not prove it, until it says what is wrong. Accepted ones go along into a new application.
deciding-papers-again = Tap the paper that has to come again, until it says what is wrong.
deciding-paper-line = { $mark } { $index }. { $kind }: { $verdict }
deciding-paper-accepted = accepted
deciding-paper-unreadable = not readable
deciding-paper-wrong_paper = another paper
deciding-paper-incomplete = not complete
deciding-paper-not_signed = not signed
deciding-paper-expired = out of date
deciding-paper-name_mismatch = names differ
deciding-words-reject = Type a note for the customer, at most { $most } characters. Nothing is rejected yet.
deciding-words-again = Type a note for the customer, at most { $most } characters. Nothing is sent yet.
deciding-words-paid = Type the reference of the channel's document that proves the payment, or send the file. Nothing is settled yet.
deciding-words-failed = Type the reference of the channel's document that proves the failure, or send the file. Nothing is settled yet.
deciding-without-words = Without a note
deciding-sure-reject = Reject { $amount }?
deciding-sure-again = Ask the customer for a paper again?
deciding-sure-paid = Settle { $amount } as paid?
deciding-sure-failed = Settle { $amount } as failed? The money goes back to the customer's balance.
deciding-because = Reason: { $reason }
deciding-wrong = ✗ { $kind }: { $why }
deciding-text = “{ $text }”
deciding-reads = The customer reads this.
deciding-settle-two = It counts once two reviewers say the same.
deciding-yes-reject = Yes, reject { $amount }
deciding-yes-again = Yes, ask for it
deciding-yes-paid = Yes, it was paid
deciding-yes-failed = Yes, it failed
deciding-change = Other words

case-refused-own_case = This one is not yours to decide: the account is or was linked to you, or is close to one that is.
case-refused-stale = The case has changed. Look again, then decide.
case-refused-decided = This has been decided already.
case-refused-not_in_review = This has been decided already.
case-refused-not_unknown = This has been decided already.
case-refused-claimed = A colleague is on it just now.
case-refused-unknown_withdrawal = There is no such withdrawal.
case-refused-recheck_failed = It cannot be approved: { $why }
case-refused-papers_awaited = A paper was asked for and is not there yet.
case-refused-papers_none = Say first which paper is wrong.
case-refused-paper_gone = This paper is not there any more.
case-refused-approved_once = Your approval counts. A second reviewer has to approve it, too.
case-refused-settled_once = Your word counts. A second reviewer has to say the same.
case-refused-words_too_long = That is too long: at most { $most } characters.
case-refused-reason_needed = Choose a reason first.
case-refused-reason_unknown = This reason does not fit this withdrawal. Choose another one.
case-refused-document_needed = Name the channel's document first.
case-refused-staff_rests = What lets you decide is new: it decides nothing before { $until }.
case-refused-too_early = It may be settled from { $until }.
case-refused-no_text = Type it, or send a file of at most 10 MB where a document is asked for.
case-refused-other = That was not possible. Nothing was changed.
toast-case-not_in_review = Decided already
toast-case-not_unknown = Decided already
toast-case-decided = Decided already
toast-case-stale = The case has changed
toast-case-claimed = A colleague is on it

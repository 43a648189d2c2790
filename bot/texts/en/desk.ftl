# The desk: test accounts from scenarios and files, the time machine.
desk-title = <b>Make a test account</b>
desk-file = Or send a file of billing events, one JSON object a line. It has to open its own test accounts. Ids get <code>T:</code> in front, phones become <code>+999</code>…
desk-tests = Test accounts
desk-made = <b>Made: { $account }</b>. { $amount } can be withdrawn.
desk-made-anew = <b>Made anew: { $account }</b>. { $amount } can be withdrawn. The old one is closed.
desk-act = Act as { $account }
desk-file-applied =
    { $count ->
        [one] <b>1 event applied.</b> Test accounts:
       *[other] <b>{ $count } events applied.</b> Test accounts:
    }
desk-file-account = • { $account }
desk-file-refused =
    { $count ->
        [one] <b>Nothing was applied: 1 line is wrong.</b>
       *[other] <b>Nothing was applied: { $count } lines are wrong.</b>
    }
desk-file-line = Line { $line }: { $reason }
desk-file-rules = Every account in the file has to be opened in it, as a test account. Correct it and send it again.
desk-file-unreadable = I cannot read that file. Send text of at most 256 KB, one JSON object a line.
reset-sure = <b>Start test account { $account } anew?</b>
reset-what = It is closed for good, and a new one is made from the same scenario, with another number. This session ends.
reset-yes = Close it and make a new one


scene-worked_example = Worked example
scene-bare = Nothing held
scene-windows_passed = Return windows passed
scene-all_held = Everything held
scene-reserve_counting = Reserve counting down
scene-enterprise = Enterprise
scene-flagged = Goes In Review
scene-two_reviewers = Two reviewers
scene-unregistered = Not registered
scene-about-worked_example = <b>Worked example</b>: five reasons at once, 200 of 1,000 can be withdrawn.
scene-about-bare = <b>Nothing held</b>: one top-up of 100.
scene-about-windows_passed = <b>Return windows passed</b>: over, ending soon, and none.
scene-about-all_held = <b>Everything held</b>: cash of 60, and a shortfall.
scene-about-reserve_counting = <b>Reserve counting down</b>: free in 23 hours.
scene-about-enterprise = <b>Enterprise</b>: corporate top-ups, and other money.
scene-about-flagged = <b>Goes In Review</b>: another account of the same identity has an overdue bill.
scene-about-two_reviewers = <b>Two reviewers</b>: an application of up to 60,000.
scene-about-unregistered = <b>Not registered</b>: real-name registration is not complete.

clock-title = <b>Time machine</b> · test account { $account }
clock-now = For this account it is { $at }.
clock-ahead = That is { $ahead } ahead of real time.
clock-real = That is real time.
clock-next = Due next: { $what }, { $at }.
clock-nothing = Nothing is due.
clock-do = To a date: <code>/clock 2026-12-24</code>
clock-others = Only this account moves, and only forward. It never goes back.
clock-day = 24 hours on
clock-due = To what is due
clock-moved = Moved: for this account it is { $at } now.
clock-due-reserve = the reserve becomes free
clock-due-draft = the unfinished withdrawal ends
clock-due-late = a payout is late
clock-due-return = the bank is asked for a return
clock-due-documents = papers are deleted
clock-due-stuck = a result is missing for too long
clock-due-other = something

# What staff read in their group: number, amount, age, and the command that helps.
staff-review = <b>{ $amount }</b> to review: { $id }
staff-papers = <b>{ $amount }</b>: the paper you asked for is there: { $id }
staff-late = <b>{ $amount }</b> later than promised: { $id }
staff-stuck = <b>{ $amount }</b> without a result for { $days } business days: { $id }
staff-returned = <b>{ $amount }</b> sent back by the bank: { $id }
staff-late_return = <b>{ $amount }</b> sent back by the bank, over { $days } business days after it was paid: { $id }
staff-contradiction = ⚠ <b>{ $amount }</b>: { $what }: { $id }
contradiction-paid_after_failed = the channel says paid, the books do not
contradiction-pending_after_failed = the channel says it is under way, the books say failed
contradiction-failed_after_paid = the channel says failed, the books say paid
contradiction-pending_after_paid = the channel says it is still under way, the books say paid
contradiction-unheard_after_paid = the channel knows nothing of it, the books say paid
contradiction-returned_unpaid = the channel says it came back, the books never had it paid
contradiction-return_amount = another amount came back than was paid
contradiction-reference_twice = one channel reference on two payouts
staff-since-review = Submitted { $age } ago.
staff-since-papers = Submitted { $age } ago.
staff-since-late = Approved { $age } ago.
staff-since-stuck = Sent { $age } ago.
staff-since-returned = Paid { $age } ago.
staff-since-late_return = Paid { $age } ago.
staff-since-contradiction = Known for { $age }.
staff-do-review = <code>main.py review { $id }</code> shows it, and how to decide.
staff-do-papers = <code>main.py review { $id }</code> shows it, and how to decide.
staff-do-late = The channel is asked again by itself. The customer has been told.
staff-do-stuck = Get the channel's document. Then two people: <code>main.py review { $id }</code> shows it, and how to settle.
staff-do-stuck-open = Get the channel's document. Then two of you settle it.
staff-do-returned = The money is back in its order. The customer has been told.
staff-do-late_return = The money is back in its order. The customer has been told. Check the month's accounts.
staff-not-me = <b>“Not me”</b> on account { $account }.
staff-not-me-done =
    Codes ended, { $count ->
        [one] 1 withdrawal
       *[other] { $count } withdrawals
    } cancelled, { $chats ->
        [0] no chat
        [one] 1 chat
       *[other] { $chats } chats
    } disconnected, nothing goes to a payee for 24 hours.
staff-not-me-do = Call the customer. Support can look at the account with /why; an operator disconnects chats with <code>main.py unlink</code>.
staff-do-contradiction = The account is stopped. Get the channel's document. Then two people: <code>main.py resolve { $id } HOW --document TEXT --number N</code>; <code>main.py contradictions</code> says how.
staff-do-contradiction-open = The account is stopped. Get the channel's document. Then two of you resolve it.
staff-age-minutes =
    { $count ->
        [0] less than a minute
        [one] 1 minute
       *[other] { $count } minutes
    }
staff-age-hours = { $count } hours
staff-age-days = { $count } days

# A case that waits for days, the day's summary, and messages that follow their case.
staff-reminder = <b>{ $amount }</b> still waits for review: { $id }
staff-since-reminder = Submitted { $age } ago.
staff-do-reminder = <code>main.py review { $id }</code> shows it, and how to decide.
staff-open = Open the case
staff-open-queue = Open the queue
staff-in-private = The queue is shown in your private chat with the bot.
staff-claimed = { $name } is reading it.
staff-the-customer = the customer
staff-decided = <b>{ $amount }</b>: { $id }
staff-decided-approved = Approved by { $name }, { $at }.
staff-decided-rejected = Rejected by { $name }, { $at }.
staff-decided-cancelled = Cancelled by { $name }, { $at }.
staff-decided-successful = Settled as paid by { $name }, { $at }.
staff-decided-failed = Settled as failed by { $name }, { $at }.
staff-decided-channel_successful = Paid by the channel, { $at }.
staff-decided-channel_failed = Approved, but the channel could not pay it or the bank sent it back, { $at }. The customer has been told.
staff-decided-other = Taken further by { $name }, { $at }.
staff-signed-approve = { $name } approved it, { $at }.
staff-signed-settle_paid = { $name } says it was paid, { $at }.
staff-signed-settle_failed = { $name } says it failed, { $at }.
staff-signed-book = { $name } says it was paid and is to be booked, { $at }.
staff-signed-give_back = { $name } says it was not paid and goes back, { $at }.
staff-signed-nothing = { $name } says the books are right, { $at }.
staff-signed-write_off = { $name } writes off the loss, { $at }.
staff-summary-title = <b>Review summary</b>
staff-summary-waiting =
    { $count ->
        [one] 1 case waits: { $sum }.
       *[other] { $count } cases wait, { $sum } in all.
    }
staff-summary-oldest = The oldest was submitted { $age } ago.
staff-summary-none = Nothing waits.
staff-summary-decided = Since the last summary: { $approved } approved, { $rejected } rejected, { $cancelled } cancelled.
staff-role-finance = finance
staff-role-support = support
staff-role-admin = admin
staff-role-every = every role
staff-news-role_given = <b>{ $name }</b> ({ $person }) has a role now: { $role }. Given by { $by }.
staff-news-role_taken = <b>{ $name }</b> ({ $person }) lost a role: { $role }. Taken by { $by }.
staff-news-login_given = The login <b>{ $login }</b> is { $name } ({ $person }) now. Given by { $by }.
staff-news-login_taken = The login <b>{ $login }</b> is no longer { $name } ({ $person }). Taken by { $by }.
staff-news-factor_made = An authenticator was made for <b>{ $name }</b> ({ $person }) at the command line, by { $by }.
staff-news-factor_proved = <b>{ $name }</b> ({ $person }) has an authenticator now.
staff-news-factor_word = <b>{ $name }</b> ({ $person }) may set up an authenticator. Word made by { $by }.
staff-news-factor_reset_asked = { $by } wants to take away the authenticator of <b>{ $name }</b> ({ $person }). A second admin has to say so.
staff-news-factor_reset = The authenticator of <b>{ $name }</b> ({ $person }) was taken away by { $by }.
staff-news-factor_locked = Too many wrong authenticator codes: <b>{ $name }</b> ({ $person }). Ask whether that was them.
staff-news-other = Something changed among staff: { $name } ({ $person }), by { $by }.
staff-news-later = It decides nothing before { $at }. If nobody of you knows of it, act now.
staff-texts-failing = <b>Text messages do not go</b>, since { $at }. Customers wait for their codes. Look at the provider, and at SMS_URL.
staff-texts-again = Text messages go again. For { $age } they did not.

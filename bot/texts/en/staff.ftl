# What staff read in their group: number, amount, age, and the command that helps.
staff-review = <b>{ $amount }</b> to review: { $id }
staff-papers = <b>{ $amount }</b>: the paper you asked for is there: { $id }
staff-late = <b>{ $amount }</b> later than promised: { $id }
staff-stuck = <b>{ $amount }</b> without a result for { $days } business days: { $id }
staff-returned = <b>{ $amount }</b> sent back by the bank: { $id }
staff-late_return = <b>{ $amount }</b> sent back by the bank, over { $days } business days after it was paid: { $id }
staff-since-review = Submitted { $age } ago.
staff-since-papers = Submitted { $age } ago.
staff-since-late = Approved { $age } ago.
staff-since-stuck = Sent { $age } ago.
staff-since-returned = Paid { $age } ago.
staff-since-late_return = Paid { $age } ago.
staff-do-review = <code>main.py review { $id } approve</code>, or <code>reject --reason CODE</code>
staff-do-papers = <code>main.py review { $id } approve</code>, or <code>reject --reason CODE</code>
staff-do-late = The channel is asked again by itself. The customer has been told.
staff-do-stuck = Get the channel's document. Then two people: <code>main.py settle { $id } paid --document TEXT</code>, or <code>failed</code>
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
staff-not-me-do = Call the customer. Support can look at the account and disconnect chats.
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
staff-do-reminder = <code>main.py review { $id } approve</code>, or <code>reject --reason CODE</code>
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
staff-summary-title = <b>Review summary</b>
staff-summary-waiting =
    { $count ->
        [one] 1 case waits: { $sum }.
       *[other] { $count } cases wait, { $sum } in all.
    }
staff-summary-oldest = The oldest was submitted { $age } ago.
staff-summary-none = Nothing waits.
staff-summary-decided = Since the last summary: { $approved } approved, { $rejected } rejected, { $cancelled } cancelled.

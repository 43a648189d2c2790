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
staff-do-returned = The money is back in its order. The customer has been told.
staff-do-late_return = The money is back in its order. The customer has been told. Check the month's accounts.
staff-age-minutes =
    { $count ->
        [one] 1 minute
       *[other] { $count } minutes
    }
staff-age-hours = { $count } hours
staff-age-days = { $count } days

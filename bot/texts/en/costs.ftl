costs-title = <b>Balance</b> · { $currency }
costs-hint = The buttons say what each amount is, and when it goes away.
costs-none-held = Nothing is held.
costs-stopped = <b>Withdrawals of this account are stopped</b> while we look into something. No money is lost. Ask support if you did not expect this.

line-cash = Cash balance
line-transferred = Transferred
line-frozen = Frozen cash
line-reserve = Reserve
line-withdrawable = Withdrawable
line-in-withdrawal = In withdrawal
line-shortfall = Shortfall
line-settle = To be settled
line-credit_notes = Credit notes
line-overdue = Overdue
line-unsettled = Unsettled
line-less-transferred = Transferred pays
line-held = Not withdrawable
line-from-cash = Left to cover

hold-reserve = Reserve for pay-as-you-go
hold-credit_notes = Credit notes
hold-overdue = Overdue
hold-unsettled = Unsettled
hold-transferred = Transferred
hold-head = <b>{ $title }: { $amount }</b>
hold-nothing = <b>{ $title }: nothing is held for this now.</b>

hold-why-reserve = Kept back so that running pay-as-you-go resources are not stopped for lack of money. It is the same amount however many there are.
hold-why-credit_notes = You cancelled or downgraded an order after it was invoiced. The invoice is higher than what was used; the difference is held.
hold-why-overdue = Bills that were issued and are not paid.
hold-why-unsettled = Used already, not billed yet.
hold-why-transferred = Sent here from another account. It can pay bills, but cannot be withdrawn from here.

hold-of = <b>Made of</b>
hold-until = <b>When it goes away</b>
hold-do = <b>What you can do</b>
hold-gain = <b>What that changes</b>

hold-until-reserve = 24 hours after the last pay-as-you-go resource is released. Releasing one more starts the 24 hours again.
hold-until-reserve-at = { $at }, if no pay-as-you-go resource is created or released before.
hold-until-credit_notes = As soon as later use by the same invoicing entity and tax rate absorbs it, or the invoice is returned and issued again.
hold-until-overdue = When the bills are paid. It can never be withdrawn.
hold-until-unsettled = When the cycle has ended and its bill is settled.
hold-until-unsettled-at = { $at} at the earliest: then the bill is settled.
hold-until-transferred = When it is spent, or the sender recalls it.

hold-do-reserve = Release pay-as-you-go resources you do not need, in the console.
hold-do-reserve-wait = Just wait. You get a message here when it is free.
hold-do-credit_notes = Console: Invoice Management &gt; Credit Note Processing.
hold-do-overdue = Console: Billing Management &gt; Overview. Pay with new money: paying from this balance leaves the withdrawable amount as it is.
hold-do-overdue-not-needed = Console: Billing Management &gt; Overview. For withdrawing more it is not needed: the most there is can be had without it.
hold-do-unsettled = Pay the bill with new money once it is issued. Waiting alone gives nothing: a bill paid from this balance leaves the withdrawable amount as it is.
hold-do-unsettled-not-needed = Nothing: it is billed and settled by itself. Waiting alone gives nothing, but the most there is can be had without it.
hold-do-transferred = Only the sender can have it paid out: by recalling it, and then withdrawing it there.

if-reserve = Once it is free
if-credit_notes = Once the invoice is issued again
if-overdue = Once it is paid with new money
if-unsettled = Once it is billed and paid with new money
if-transferred = If all of it is recalled
gain-some = { $if }: withdrawable { $gain }, from { $before } to { $after }.
gain-rest-covered = The other { $rest } is no gain: transferred money covers it already.
gain-rest-held = The other { $rest } is no gain: other held amounts take it first.
gain-rest-both = The other { $rest } is no gain: transferred money covers part of it already, other held amounts take the rest first.
gain-none-covered = { $if }: nothing changes now, because the transferred { $transferred } already covers everything to be settled.
gain-none-held = { $if }: nothing changes now, because other held amounts still take all the cash.
gain-none-recall = { $if }: nothing changes here, because transferred money is not part of the withdrawable amount.
gain-none-recall-empty = { $if }: nothing changes here. Nothing can be withdrawn now, and that stays so.
gain-less = { $if }: withdrawable { $gain }, from { $before } to { $after }. The transferred money pays part of what is to be settled; without it your own cash has to.
hold-alone = Counted alone.
hold-alone-step = Counted alone. As step { $index } on Costs it gives { $gain }.
hold-alone-not-needed = Counted alone. It is not needed for the most that can be had: see Costs.

item-resource = { $label } ({ $product }), running since { $at }
item-resource-released = { $label } ({ $product }), released { $at }
item-credit_notes = { $label }: { $amount }, order { $detail }
item-overdue = { $label }: { $amount }, issued { $at }
item-overdue-cycle = { $label }: { $amount }, for { $detail }, issued { $at }
item-unsettled = { $label }: { $amount }
item-unsettled-at = { $label }: { $amount }, settled { $at }
item-transferred = from { $sender }: { $amount }, { $at }

sums-title = <b>How it adds up</b> · { $currency }
sums-sentence = Of { $cash } in cash, { $parts }: { $held } together is not withdrawable. The other { $left } is.
sums-sentence-one = Of { $cash } in cash, { $parts } and not withdrawable. The other { $left } is.
sums-part-transferred = { $amount } is transferred in
sums-part-reserve = { $amount } is the reserve
sums-part-frozen = { $amount } is frozen
picture-title = How it adds up · { $currency }
sums-nothing = Nothing is held: all { $cash } in cash can be withdrawn.
sums-shortfall = Shortfall { $shortfall }: more is held than there is money. The next { $shortfall } that comes in is held too.
sums-in-withdrawal = In withdrawal { $amount }: on its way out, no longer part of the cash. Records shows where it stands.

application-offer = Up to <b>{ $amount }</b> of the withdrawable amount is other money (billing adjustments, refunds), paid out by application.
application-button = Other money { $amount }

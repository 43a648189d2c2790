orders-title = <b>{ $withdrawable }</b> can be withdrawn in all. Choose a top-up order:
orders-both = Either one, or parts of both.
orders-several = From one of them, or parts of several.
orders-nothing = <b>{ $withdrawable }</b> can be withdrawn now: everything in the account is held.
orders-empty = <b>No top-up order has money left.</b> Only money you topped up can be withdrawn by order.
orders-whole = { $index }. { $date } · { $channel } · up to <b>{ $withdrawable }</b>
orders-part = { $index }. { $date } · { $channel } · up to <b>{ $withdrawable }</b>, { $remaining } left
orders-held = { $index }. { $date } · { $channel } · { $remaining } left, none of it free
window-open = Back the way it came until { $ended }.
window-over = Back the way it came was possible until { $ended }; now to a designated receiving account.
orders-spent = Orders that are used up are not listed.

draft-title = <b>An unfinished withdrawal</b>
draft-no-amount = From { $place }, no amount yet.
draft-amount = { $amount } from { $place }.
draft-kept = It is kept until { $until }. No money has moved.

amount-title = <b>How much?</b> Up to <b>{ $most }</b>
amount-other = Other money (billing adjustments, refunds) · { $name } · { $account }
amount-order = Order { $order } · { $channel } · { $date }
amount-limit-order = That is what remains of this order.
amount-limit-other = That is all the other money there is.
amount-limit-all = That is all that can be withdrawn from the account now; the rest is held. Costs shows why.
amount-limit-balance = That is all that can be withdrawn from the account now; { $remaining } remains of this order.
amount-none-other = <b>No other money can be paid out now.</b> Costs shows what is held, and why.
amount-none = <b>Nothing of this order can be withdrawn now.</b> The account's money is held; Costs shows why.
amount-type = Type it, like { $example }, or tap:
amount-now = Now entered: { $amount }.
amount-all = All { $amount }
amount-half = Half { $amount }

method-title = <b>{ $amount }</b>: which way?
method-original-line = <b>Refund to original payment method</b>: to { $source }. If confirmed now, there by { $by }. Often it takes 5 minutes.
method-original-day = <b>Refund to original payment method</b>: to { $source }. If confirmed now, there by the end of { $by }.
method-original-review = <b>Refund to original payment method</b>: to { $source }. Somebody looks at it first; the time starts when it is approved.
method-original-closed = <b>Refund to original payment method</b>: closed. This bank took money back until { $ended }.
method-original-closed-plain = <b>Refund to original payment method</b>: closed for this order.
method-original-plain = <b>Refund to original payment method</b>: to { $source }. Much faster, and needs no papers.
method-designated-line = <b>Designated receiving account</b>: another Alipay account or bank card, with papers that somebody checks. If submitted today, there between { $first } and the end of { $last }.
method-designated-plain = <b>Designated receiving account</b>: another Alipay account or bank card, with papers that somebody checks.

check-title = <b>Withdraw { $amount }</b>
check-from = From: { $name } · { $account }
check-order = Order: { $order }, { $channel }, { $date }
check-to = To: { $source }
check-fee = Fee: { $fee }. You receive { $amount }.
check-by = There by: { $by }, if confirmed now
check-by-day = There by: the end of { $by }, if confirmed now
check-review = There by: not known yet. Somebody looks at it first (In Review).
check-happens-order = When you confirm, { $amount } leaves the balance. If it is rejected or fails, it comes back to the same order.
check-happens-other = When you confirm, { $amount } leaves the balance. If it is rejected or fails, it comes back.
check-happens = When you confirm, { $amount } leaves the balance at once. If the transfer fails, it comes back to the same order.
check-test = Test account: no real money moves.
check-code = The code goes to security phone { $phone }. Nothing has moved yet.
send-code = Send verification code
enter-code = Enter the code
confirm = Confirm withdrawal

code-title = <b>Code for { $amount }</b>
code-sent = Sent to security phone { $phone }. Type the 6 digits here, or tap them below, before { $until }.
code-unsent = <b>Could not be sent yet</b> to security phone { $phone }. We keep trying. The code is good until { $until }.
code-unsure = The text message to security phone { $phone } may not have gone. If one arrives, type its 6 digits before { $until }; if not, ask for a new code.
code-delete = What you type is removed from this chat.
code-hint = Nothing arrived? Look in the junk folder, or ask for a new code after a minute.
code-again = Send a new code

codes-left =
    { $count ->
        [one] One more code can be asked for now.
        [0] That was the last code that can be asked for now.
       *[other] { $count } more codes can be asked for now.
    }
codes-none = The next code can be asked for at { $until }.
locked-title = <b>Locked until { $until }.</b> Too many wrong codes were typed.
locked-do = No code counts before { $until }. Then tap Continue and ask for a new one.

ready-title = <b>The code is right.</b> One more tap withdraws { $amount }.
ready-until = Confirm before { $until }; after that a new code is needed. Nothing has moved yet.

ended-expired = <b>This withdrawal was not confirmed in time.</b> No money moved.
ended-discarded = <b>Stopped.</b> No money moved.
ended-kept = What you entered is kept: { $what }

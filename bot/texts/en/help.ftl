# Help: questions, each answered with the customer's own figures. A question is also the label of its button.
support-line = Support: { $contact }
support-open = Write to support
console-open = Open the console

help-title = <b>What do you want to know?</b>
help-type = Tap a question, or type it in your own words.
help-commands =
    /balance Costs
    /withdraw Withdraw
    /records Records
    /accounts Accounts
    /log What staff did to your account
    /language 中文 / English
help-code = The code goes to the security phone only. We never ask for it anywhere but here.
help-more = Questions
help-others = More questions
help-others-title = <b>More questions</b>
guess-title = <b>Do you mean one of these?</b>
guess-none = None of these
help-connect = Connect an account, and this is answered with your own figures.

ask-low = Why is it so little?
ask-more = How do I get the rest?
ask-reserve = Why is the reserve held?
ask-credit_notes = What are credit notes?
ask-overdue = What is overdue?
ask-unsettled = What is unsettled?
ask-transferred = Can I withdraw transfers?
ask-fee = What does it cost?
ask-failed = It failed. What now?
ask-wrong_account = I paid the wrong account
ask-ways = Where can the money go?
ask-time = How long does it take?
ask-where = Where is my money?
ask-documents = Which papers are needed?
ask-window = Until when can it go back?
ask-code = The code does not arrive
ask-phone = I do not have that phone
ask-cancel = Can I cancel it?
ask-connect = How do I connect it?
ask-console = Where is it in the console?
ask-proof = How do I prove it?
ask-blocked = The account is blocked
ask-parts = Can I take out a part?
ask-group = Accounts of a group
ask-other_money = Money I never topped up
ask-how = How do I withdraw?
ask-safe = Is it safe? Was it me?
ask-person = I need a person

words-me = menu | home | main menu | start
words-costs = balance | my balance | costs
words-withdraw = withdraw | withdrawal | withdraw money | cash out
words-records = records | history | my withdrawals
words-accounts = accounts | account | switch account
words-help = help | help me | faq | questions
words-language = language | change language
words-log = log | what staff did to your account
words-person = support | a person | person | human | agent | contact | contact support | customer service

answer-low-none = Nothing is held: all the cash can be withdrawn.
answer-low = Costs says of each amount what it is, and when it is free.
answer-low-plain = Some of the cash can be held: the reserve for pay-as-you-go, credit notes, overdue bills and what is not billed yet. Transferred money cannot be withdrawn either.
answer-more-most = At most <b>{ $most }</b> can be had, <b>{ $now }</b> of it now.
answer-more-all = That is all there is to have now: { $now }.
answer-more-step = • { $line }, { $amount }: { $gain }, then { $after } in all
answer-more-paid = • { $line }, { $amount }: { $gain }, then { $after } in all; takes { $paid } of new money
answer-more = In this order, counted one on top of the other. Costs says of each what to do.
answer-more-plain = Release pay-as-you-go resources, use up credit notes or have invoices issued again, and pay bills with new money.
answer-reserve = { $amount } is kept back while a pay-as-you-go resource runs. Release them all, wait { $hours } hours, and it is free.
answer-fee = <b>Nothing: { $fee }.</b>
answer-fee-own = Of { $amount } that can be withdrawn now you receive { $amount }.
answer-failed-none = None of your last withdrawals failed or was rejected.
answer-record = <b>{ $amount }, { $status }</b>, { $at }
answer-failed = A withdrawal that is rejected or fails is cancelled by itself, and its money is back at once where it came from. Apply again: what was right is filled in.
answer-wrong_account-own = Connected here now:
answer-wrong_account = Connect the account that you topped up by mistake, and withdraw from it. It is sent back to you, not moved to the other account.
answer-ways-other = Up to { $amount } is money that was never topped up: for that there is an application.
answer-ways =
    <b>1. By top-up order.</b> It goes back the way it was paid, if the bank still takes it. If not, it goes to another Alipay account or bank card of yours, with papers, for one of these reasons:
answer-ways-application = <b>2. By application</b>, for money that was never topped up, such as billing adjustments. It takes papers and a review too.
answer-reason = • { $label }: { $why }
answer-time = Alipay and online banking: within { $hours ->
        [one] one hour
       *[other] { $hours } hours
    } of the approval, often 5 minutes. Bank card: { $business } business days. To another account, with papers: { $from } to { $to } days. A review comes first if something has to be looked at.
answer-where-none = Nothing is on its way out now, and none of your withdrawals is new.
answer-where-out = <b>{ $amount }</b> is on its way out.
answer-where = Records has all of them, with each step.
answer-where-plain = A withdrawal that is under way stands in Records, with its status and the time by which it should be there.
answer-documents = Only for another account than the one that paid, or by application. Back the way it came needs none.
answer-documents-plain = A signed application form (you get it here), and your business licence or a photo of you holding your ID. One more paper if the account is closed, the company is deregistered, or an employee advanced the money.
answer-window-open = • { $date }, { $channel }: until { $ended }
answer-window-always = • { $date }, { $channel }: no end
answer-window-closed = • { $date }, { $channel }: ended { $ended }, now to another account
answer-window-none = No top-up order has money left.
answer-window = It depends on the bank that paid: most take money back for { $days } days, some for 30 or 90. After that it goes to another account, with papers.
answer-code-phone = It goes by text message to security phone { $phone }.
answer-code-sent = A code is on its way. It is good until { $until }.
answer-code = Look in the junk folder, then ask for a new one: after { $wait } seconds, at most { $hour } an hour and { $day } a day. The newest one counts.
answer-phone = Codes go to the security phone of the account only. Change it in the console of your account; what changed is known here at once.
answer-phone-link = To connect without that phone in this chat, ask support for a connection link. The code still goes to the security phone.
answer-cancel-may = { $amount }, { $status }: can still be cancelled.
answer-cancel-none = None of your withdrawals can be cancelled now.
answer-cancel = Before you confirm: Cancel, or type /cancel. In Review: until the first approval, on its card in Records. After that it cannot be stopped.
answer-console = <b>Withdraw:</b> Billing Management › Overview › Withdraw, or Account › Funding Accounts › Withdraw. In the provider's app: Me › Costs.
answer-console-more =
    <b>Pay bills:</b> Billing Management › Overview
    <b>Credit notes:</b> Invoice Management › Credit Note Processing
    <b>Records as proof:</b> Billing details, type Withdrawal
answer-proof-own = • { $id }: { $amount }, { $status }, { $at }
answer-proof = Each has its number, its steps with their times, and the reference of the bank or Alipay: enough to find it. In the console: Billing details, type Withdrawal.
answer-blocked-no = This account may withdraw: it is registered and in good standing.
answer-blocked = An account withdraws when real-name registration is complete and it is in good standing. A suspended or closed one cannot.
answer-parts-own = Now from { $least } to { $most }.
answer-parts = Any amount that is free, as often as you like: one order in several parts, too.
answer-group-own =
    { $count ->
        [one] One account is within reach here.
       *[other] { $count } accounts are within reach here.
    }
answer-group = A management account withdraws for all its member accounts. Connect it once, then choose the member under Accounts.
answer-other_money-own = Up to <b>{ $amount }</b> of what can be withdrawn now is other money.
answer-other_money-none = This account has no other money that could be paid out now.
answer-other_money = Billing adjustments and refunds belong to no top-up order. They are paid out by application: your own words, papers, a review. The button is at Costs and below the orders.
answer-how-own = { $amount } can be withdrawn now.
answer-how = Tap Withdraw, choose a top-up order, type an amount, choose the way, and confirm with the code from your security phone.
answer-safe = Every withdrawal takes a code that goes to the security phone only. Nobody will ask you for it in any other place. If a message here is about something you did not do, tap Not me below it.
answer-safe-own = Who is connected shows every chat that can withdraw from this account.
answer-person = A person helps you here:
answer-person-none = This chat cannot pass you on. Ask the support of your cloud provider, in the console.
answer-person-number = Name this withdrawal: { $id }, { $amount }, { $status }.
answer-title = <b>{ $question }</b>

# Words on buttons and in many places. The words of the product are fixed; do not reword them.
me = Me
costs = Costs
balance = Balance
withdraw = Withdraw
records = Records
back = Back
cancel = Cancel
help = Help
language = Language
accounts = Accounts
connect = Add account
disconnect = Disconnect
adds-up = How it adds up
continue = Continue
start-over = Start over
apply-again = Apply again
newer = ‹ Newer
older = Older ›
key-clear = Clear
key-back = ⌫
key-count = { $dots } { $entered } of { $digits }
key-lost = The digits you tapped before are lost. Start again with the first one. This did not count as a try.
key-old = That tap did not count. This is how things stand now.
pick-up = Pick it up again

page = Page { $page } of { $pages }
page-number = Page { $page }
account = { $name } · { $account }
account-test = Test account: no real money moves.
account-member = Reached through management account { $manager }.
and-more = and { $count } more
and-more-of = and { $count } more, { $amount }

channel-alipay = Alipay
channel-online_banking = Online banking
channel-bank_card = Bank card

# Which account a top-up was paid from.
source-alipay = the Alipay account that paid
source-online_banking = the { $bank } account that paid
source-bank_card = the bank card that paid

method-original = Refund to original payment method
method-designated = Designated receiving account

status-draft = Not submitted
status-expired = Not submitted, expired
status-discarded = Not submitted, discarded
status-in_review = In Review
status-approved = Approved, Pending Transfer
status-successful = Withdrawal Successful
status-failed = Withdrawal Failed
status-rejected = Rejected
status-cancelled = Cancelled

gate-real_name = <b>This account cannot withdraw yet: real-name registration is not complete.</b>
gate-suspended = <b>This account cannot withdraw: it is suspended.</b>
gate-closed = <b>This account cannot withdraw: it is closed.</b>
gate-real_name-do = Complete real-name registration in the console, then open this again. The money stays yours.
gate-suspended-do = The console says why it is suspended. Once the account is in good standing again, withdrawing works here. The money stays yours.
gate-closed-do = Contact the provider's support about the money that is left.
gate-via = { $manager } (management account) and { $account } must both be registered and in good standing.
said = { $text }

promise-unsure = The bank holidays of { $year } are not announced yet, so this day may move.

# Where money comes from, and comes back to, inside a sentence.
place-order = order { $order }
place-balance = the balance (other money)
# Where it goes.
to-payee = the payee
to-alipay = Alipay { $number }
to-bank_card = { $bank } { $number }
list-join = { ", " }

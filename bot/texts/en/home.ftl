home-title = <b>Me</b>
home-figure = <b>{ $withdrawable }</b> can be withdrawn of { $cash } cash.
home-draft = A withdrawal is not finished yet. Withdraw continues it.

accounts-title = <b>Accounts</b>
accounts-which = Now showing { $account }. Choose another:
accounts-only = This is the only account connected to you. To connect one more, open its connection link.

language-title = <b>Language</b>
language-now = This chat is in English.
language-en = English
language-zh = 中文

help-title = <b>What this chat does</b>
help-costs = <b>Costs</b>: how much can be withdrawn, and why the rest is held.
help-withdraw = <b>Withdraw</b>: choose a top-up order, type an amount, confirm with a code from your security phone. It costs nothing.
help-records = <b>Records</b>: where each withdrawal stands. Records can serve as proof.
help-commands =
    /balance Costs
    /withdraw Withdraw
    /records Records
    /language 中文 / English
    /help this page
help-wrong-account = Topped up the wrong account? Connect that account and withdraw from it.
help-code = The code goes to the security phone only. We never ask for it anywhere but here.

command-balance = Costs: what can be withdrawn, and why
command-withdraw = Withdraw from a top-up order
command-records = Withdrawals and where they stand
command-help = What this chat does
command-language = 中文 / English
command-start = Begin, or back to Me

home-title = <b>Me</b>
home-figure = <b>{ $withdrawable }</b> of { $cash } can be withdrawn.
home-draft = A withdrawal is not finished yet. Withdraw continues it.

accounts-title = <b>Accounts</b>
accounts-line = { $mark } { $account }, phone { $phone }
accounts-member = ↳ { $mark } { $account }, member
accounts-do = Choose the account to look at:
accounts-before = ‹ Before
accounts-after = More ›
disconnect-title = <b>Which account should this chat forget?</b>
disconnect-sure = <b>Disconnect { $account }?</b>
disconnect-members =
    { $count ->
        [one] Its member account goes with it.
       *[other] Its { $count } member accounts go with it.
    }
disconnect-drafts = The unfinished withdrawal ends. No money moves.
disconnect-under-way =
    { $count ->
        [one] One withdrawal under way goes on, but you get no more news of it here.
       *[other] { $count } withdrawals under way go on, but you get no more news of them here.
    }
disconnect-again = The account and its money stay as they are. You can connect it again at any time.
disconnect-yes = Disconnect
disconnect-no = Keep it
disconnect-done = <b>Disconnected: { $account }</b>

language-title = <b>Language</b>
language-now = This chat is in English.

bot-about = See what you can withdraw from your cloud account, and have it paid back.
bot-description =
    See how much of your prepaid cash you can take out, and why the rest is held. Have it paid back, and be told when it arrives.

    Every withdrawal is confirmed with a code that goes to your security phone.

command-balance = Costs: what can be withdrawn, and why
command-withdraw = Withdraw from a top-up order
command-records = Withdrawals and where they stand
command-accounts = Accounts: switch, connect, disconnect
command-log = What staff did to your account
command-help = What this chat does
command-language = 中文 / English
command-start = Begin, or back to Me

# Who is connected, a new phone to prove, and Not me.
who = Who is connected
connected-title = <b>Connected to { $account }</b>
connected-line = { $index }. <b>{ $chat }</b>, since { $since }
connected-mine = this chat
connected-unnamed = a chat without a name
connected-waits = has not proved the new phone: sees nothing
connected-young = new: its withdrawals to a payee wait until { $until }
connected-manager = The users of management account { $manager } see it too.
connected-do = A chat you do not know? Remove it. That takes a code to the security phone.
connected-remove = Remove { $index }
remove-sure = <b>Remove “{ $chat }” from account { $account }?</b>
remove-do = It then sees nothing of the account, and what it has not confirmed ends. A code goes to security phone { $phone }.
remove-send = Send code
remove-title = <b>Code to remove “{ $chat }”</b>
remove-sent = Sent to security phone { $phone }. Type the 6 digits here, or tap them below, before { $until }.
removed-done = <b>Removed: “{ $chat }”</b>

waiting-title = <b>The security phone of account { $account } was changed.</b>
waiting-do = This chat shows nothing of the account until you prove the new phone: a code goes to it.
waiting-prove = Prove phone of { $account }
waiting-forget = Forget { $account }
waiting-forgotten = <b>Forgotten: account { $account }</b>
prove-title = <b>Prove the new phone of account { $account }</b>
prove-sent = A 6-digit code is on its way to the new security phone. Type it here before { $until }.
proved-title =
    { $count ->
        [one] <b>Proved: account { $account } is shown here again.</b>
       *[other] <b>Proved: { $count } accounts are shown here again.</b>
    }

not-me = Not me
not-me-title = <b>Account { $account }: was that not you?</b>
not-me-do = Then this happens at once:
not-me-codes = Codes on their way no longer work.
not-me-cancels =
    { $count ->
        [one] One withdrawal In Review is cancelled, whoever entered it.
       *[other] { $count } withdrawals In Review are cancelled, whoever entered them.
    }
not-me-chat = The chat “{ $chat }” is disconnected.
not-me-chat-unnamed = The chat that did it is disconnected.
not-me-stop = Nothing goes to a payee until { $until }.
not-me-staff = Our staff are told.
not-me-yes = Yes, it was not me
not-me-no = No, all is well
not-me-done = <b>Done. Account { $account } is safe for now.</b>
not-me-next = Look at who is connected, and remove what you do not know. Whoever has the security phone can connect again.
not-me-phone = If the phone is not yours, contact support now.

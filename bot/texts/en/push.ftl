push-reserve_free = <b>{ $amount }</b> of pay-as-you-go reserve is free in account { $account }. Costs shows what can be withdrawn now.
push-linked = <b>Account { $account } was connected to the chat “{ $chat }”.</b> For a day nobody approves its withdrawals to a payee. Do you know it?
push-unlinked = Account { $account } was disconnected from the chat “{ $chat }”.
push-removed-code = <b>This chat was removed from account { $account }</b>, with a code to its security phone. What was not confirmed here has ended.
push-removed-not_me = <b>This chat was disconnected from account { $account }:</b> somebody who is connected to it said “Not me”. If you have its security phone, connect again.
push-removed-support = <b>Support disconnected this chat from account { $account }.</b> If that was not agreed, contact support.
push-removed-operator = <b>This chat was disconnected from account { $account } by us.</b> If that was not agreed, contact support.
push-code_asked-withdrawal = The chat “{ $chat }” asked for a code to withdraw <b>{ $amount }</b> from account { $account } to a payee. Nothing to do if you know of it.
push-code_asked = The chat “{ $chat }” asked for a code to remove another chat from account { $account }. Nothing to do if you know of it.
push-card_left = Account { $account } is not shown in this chat any more. Withdrawal { $id } goes on without it. To follow it, connect the account again.
push-phone_changed = <b>The security phone of account { $account } was changed.</b> Codes and connection links from before no longer work. This chat shows nothing of the account until you prove the new phone.
push-draft_expired = A withdrawal from account { $account } was begun but not confirmed in time, so it has ended. No money moved.
push-draft_expired-amount = <b>{ $amount }</b> from { $place } was not confirmed in time, so this withdrawal has ended. No money moved; what you entered is kept.
push-member_withdrawal = The management account submitted a withdrawal of <b>{ $amount }</b> from your account { $account }: { $id }.
push-withdrawal-in_review = <b>In Review</b>: { $amount }, { $id }. You get a message when it is decided.
push-withdrawal-approved = <b>Approved, Pending Transfer</b>: { $amount }, { $id }. There by { $by }.
push-withdrawal-approved-day = <b>Approved, Pending Transfer</b>: { $amount }, { $id }. There by the end of { $by }.
push-withdrawal-approved-plain = <b>Approved, Pending Transfer</b>: { $amount }, { $id }.
push-withdrawal-successful = <b>Withdrawal Successful</b>: { $amount } to { $source }, { $id }.
push-withdrawal-failed = <b>Withdrawal Failed</b>: { $amount }, { $id }. The money is back in { $place }.
push-withdrawal-returned = <b>Withdrawal Failed</b>: the bank sent { $amount } back, { $id }. The money is in { $place } again.
push-withdrawal-rejected = <b>Rejected</b>: { $amount }, { $id }. The money is back in { $place }.
push-withdrawal-cancelled = <b>Cancelled</b>: { $amount }, { $id }. The money is back in { $place }.
push-withdrawal-late = <b>Later than promised</b>: { $amount }, { $id }.
push-payouts_stopped =
    <b>Payouts and confirmations are stopped.</b> { $why ->
        [ahead] These books are older than the last payout: a backup was put back.
        [other] The mark of the last payout is another database's.
       *[missing] The mark of the last payout is missing, or a backup was put back.
    } An operator has to run <code>main.py reconcile</code>.
push-other = There is news about account { $account }.
push-code_unsent = The text message with your code could not be sent yet. We keep trying; the code comes with it.
push-code_unsent-over = The text message with your code may not have gone. If none arrives, ask for a new code above.
push-made_room = While this chat was closed, the { $most } newest messages about withdrawals were kept, and older ones made room. Records show how every withdrawal stands.
push-later = The last answer did not get through in time. Nothing is lost: go on where you were.
push-details = Details
push-asked_again = <b>A paper is needed again</b>: { $amount }, { $id }. The review waits for it.

# One text for every refusal, by its code. The screen under it says how things stand.
refused-repeated = That was done already. This is how things stand.
refused-stale = This has changed. Here is how it stands now.
refused-denied = That is not possible here.
refused-not_linked = No account is connected yet.
refused-not_yours = That does not belong to your accounts.
refused-not_eligible = This account cannot withdraw now.
refused-nothing_to_withdraw = Nothing can be withdrawn from this order now.
refused-link_bad = This link does not work: it is used up, older than 15 minutes, or not meant for you. Ask for a new one.
refused-already_linked = Account { $account } is connected already.
refused-phone_over = This has ended. Share your number again to connect by phone.
refused-phone_unreadable = That is not a phone number I can read. Use a connection link.
refused-numbers_too_many = Too many tries with phone numbers. You can try again at { $until }, or use a connection link now.
refused-code_wrong = That code does not work. It may be mistyped, older than 5 minutes, used, or replaced by a newer one. Look in the junk folder, or ask for a new code.
refused-code_too_soon =
    { $wait ->
        [one] A new code can be sent in one second.
       *[other] A new code can be sent in { $wait } seconds.
    }
refused-code_too_many = Too many codes were asked for. You can ask for the next one at { $until }.
refused-code_needed = The code is no longer good. Ask for a new one; nothing has moved.
refused-locked = Too many wrong codes. Confirming is locked until { $until }. Nothing has moved.
refused-amount_unreadable = That is not an amount I can read. Type one from { $least } to { $most }, such as { $example }.
refused-amount_too_much-order = Too much: only { $most } remains of this order. Type an amount from { $least } to { $most }.
refused-amount_too_much-balance = Too much: only { $most } can be withdrawn from the account now. Type an amount from { $least } to { $most }.
refused-amount_none = Nothing of this order can be withdrawn now.
refused-amount_too_small = Too little: the least is { $least }.
refused-window_closed = The original way is closed: this bank took money back until { $ended }. Nothing has moved.
refused-window_closed-plain = The original way is closed for this order. Nothing has moved.
refused-designated_not_offered = A designated receiving account is not offered in this chat yet. The Withdraw page of the Billing Management console offers it.
refused-unknown_language = This chat speaks English and Chinese only. Choose one of the two.
refused-no_draft = There is no unfinished withdrawal.
refused-too_late = It can no longer be cancelled.
refused-unknown = That was not possible. Nothing was changed.

toast-stale = This has changed
toast-later = The chat is slow just now. The answer follows by itself; nothing is lost.
nothing-to-stop = Nothing is unfinished. A withdrawal that is In Review can be cancelled in Records.
nothing-connected = Stopped. No account was connected.
code-once-more = That looked like a code, so I removed it. Type it once more here.
toast-old = This button is too old. Here is where you are now.

nonsense-text = I did not understand that. Please use the buttons.
nonsense-forwarded = I do not read forwarded messages. Type it here yourself, or open your own link.
nonsense-file = I can read text only: no pictures, files, stickers or voice messages.
nonsense-edited = I read a message only once, so the change did not count. Type it again as a new message.
nonsense-command = I do not know that command.
too-fast = That was very fast. Wait a few seconds; nothing was changed.
busy = Very busy just now; nothing was changed. Please try again.
failed = Something went wrong on our side. Your money is safe; open Me to see how things stand. Reference: { $reference }
group-refused = I only talk in a private chat, since this is about money.
group-open = Open the private chat
group-toast = Only in a private chat.

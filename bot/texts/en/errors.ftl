# One text for every refusal, by its code. The screen under it says how things stand.
stopped = Stopped. Nothing was changed.
refused-link_young = It comes from a chat that was connected less than a day ago: nobody approves it before { $until }.
refused-waiting_over = That account waits no longer, or it is not yours. Here is how things stand.
refused-not_me_over = That is too old, or that account is not shown here any more. If something is wrong, contact support.
refused-not_me_today = You said so for this account already. You can say it again at { $until }; support helps at any time.
refused-repeated = That was done already. This is how things stand.
refused-stale = This has changed. Here is how it stands now.
refused-denied = That is not possible here.
refused-not_linked = No account is connected yet.
refused-not_yours = That does not belong to your accounts.
refused-not_eligible = This account cannot withdraw now.
refused-nothing_to_withdraw = Nothing can be withdrawn from this order now.
refused-link_bad = This link does not work: it is used up, older than 15 minutes, replaced by newer ones, or not meant for you. Ask for a new one.
refused-chats_too_many = { $most } chats are connected to account { $account }, and there can be no more. In one of them, Accounts › Who is connected removes a chat that is not needed. Then try again here.
refused-accounts_too_many = { $most } accounts are connected to this chat, and there can be no more. Accounts › Disconnect lets one go. Then try again.
refused-already_linked = Account { $account } is connected already.
refused-phone_over = This has ended. Share your number again to connect by phone.
refused-phone_unreadable = That is not a phone number I can read. Use a connection link.
refused-numbers_too_many = Too many tries with phone numbers: at most { $most } a day. You can try again at { $until }, or use a connection link now.
refused-code_wrong = That code does not work. It may be mistyped, older than 5 minutes, used, or replaced by a newer one. Look in the junk folder, or ask for a new code.
tries-left =
    { $count ->
        [one] <b>One try is left.</b> After that, codes are locked for a while.
       *[other] <b>{ $count } tries are left.</b> After that, codes are locked for a while.
    }
refused-code_too_soon =
    { $wait ->
        [one] A new code can be sent in one second.
       *[other] A new code can be sent in { $wait } seconds.
    }
refused-code_too_many = Too many codes were asked for: { $most }, the most for now. You can ask for the next one at { $until }.
refused-code_needed = The code is no longer good. Ask for a new one; nothing has moved.
refused-locked = Too many wrong codes. Confirming is locked until { $until }. Nothing has moved.
refused-amount_unreadable = That is not an amount I can read. Type one from { $least } to { $most }, such as { $example }.
refused-amount_too_much-order = Too much: only { $most } remains of this order. Type an amount from { $least } to { $most }.
refused-amount_too_much-other = Too much: only { $most } of other money is left. Type an amount from { $least } to { $most }.
refused-amount_too_much-balance = Too much: only { $most } can be withdrawn from the account now. Type an amount from { $least } to { $most }.
refused-amount_none = Nothing of this order can be withdrawn now.
refused-amount_too_small = Too little: the least is { $least }.
refused-window_closed = The original way is closed: this bank took money back until { $ended }. Nothing has moved.
refused-window_closed-plain = The original way is closed for this order. Nothing has moved.
refused-drafts_too_many = { $most } withdrawals were begun from this account in 24 hours, the most there can be. You can begin the next one at { $until }. Those under way go on.
refused-no_draft = There is no unfinished withdrawal.
refused-too_late = It can no longer be cancelled.
refused-payouts_stopped = Withdrawals are paused while our records are checked. Nothing has moved, and what you entered is kept. Please try again later.
refused-unknown = That was not possible. Nothing was changed.

toast-stale = This has changed
toast-later = The chat is slow just now. The answer follows by itself; nothing is lost.
nothing-to-stop = Nothing is unfinished. A withdrawal that is In Review can be cancelled in Records.
nothing-connected = Stopped. No account was connected.
unfinished-first = You have not finished this one yet. Go on with it, or start over and tap Apply again once more.
code-once-more = That looked like a code, so I removed it. Type it once more here.
toast-old = This button is too old. Here is where you are now.

nonsense-text = I did not understand that. Please use the buttons.
nonsense-forwarded = I do not read forwarded messages. Type it here yourself, or open your own link.
nonsense-file = I cannot use that here. Pictures and files go where I ask for a paper; the rest is text and buttons.
nonsense-amount = The amount stays { $amount }; nothing was changed. To change it, go Back until it is asked for.
nonsense-paper = That is text. Here I need a photo or a file.
nonsense-papers = All papers are here, so I did not take this file. If it is one more page, tap its paper first, then send it again.
nonsense-number = That looked like a card number, so I removed it. I ask for it when it is needed.
nonsense-edited = I read a message only once, so the change did not count. Type it again as a new message.
nonsense-command = I do not know that command.
overtaken = What you sent arrived before this question and did not count. Please send it again.
too-fast = That was very fast. Wait a few seconds; nothing was changed.
too-many-waiting = I am still working on { $most } messages of yours, and can hold no more. This one did not count: send it again in a minute.
too-many-today = { $most } messages and taps in 24 hours are the most I answer. You can go on at { $until }. Withdrawals under way are not affected.
busy = Very busy just now; nothing was changed. Please try again.
failed = Something went wrong on our side. Your money is safe; open Me to see how things stand. Reference: { $reference }
group-refused = I only talk in a private chat, since this is about money.
group-open = Open the private chat
group-toast = Only in a private chat.

refused-reason_not_yours = That reason does not fit this order or this account. Choose one of these.
refused-note_needed = Write { $fewest } to { $most } characters: what the money is, and why it should be paid out.
refused-note_needed-plain = Write why the money should be paid out.
refused-card_unreadable = That is not a card number. It has 12 to 19 digits; spaces do not matter. I removed what you typed.
refused-card_check_digit = The card number has a mistake: its check digit does not fit. Compare it with the card and type it again. I removed what you typed.
refused-alipay_unreadable = That is not an Alipay account. Type a mobile number of 11 digits, or an e-mail address. I removed what you typed.
refused-payee_name_needed = That is not a name. Type it as it stands at the bank or at Alipay.
refused-payee_name_differs = For this reason the payee must have the registered name of the account. Tap it below.
refused-bank_needed = That is not the name of a bank. Tap one, or type its name.
refused-bank_code_wrong = That is not a bank code: it has 12 digits, and the last one has to fit the others. Look at it again.
refused-branch_unknown = The directory has no branch with this bank code. Look at it again, search for the place, or type the branch by hand.
refused-branch_needed = That is not the name of a branch. Type it in full.
refused-place_needed = Type province and city, such as: Jiangsu, Nanjing
refused-papers_missing =
    { $count ->
        [one] One paper is still missing.
       *[other] { $count } papers are still missing.
    }
refused-document_not_asked = This paper is not asked for any more.
refused-too_many_documents = That is enough: at most { $most } files of one kind. Remove one first.
refused-documents_too_many_today = { $most } files were taken for this account in 24 hours, the most there can be, so I did not take this one. Send it again at { $until }. What was taken is kept.
refused-payee_incomplete = Something about the payee is still missing.

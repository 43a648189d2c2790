welcome-title = <b>Withdraw your cloud account's cash here.</b>
welcome-do =
    First connect your account:
    1. Ask for a connection link for your account.
    2. Open the link within 15 minutes. It brings you back here.
    3. Type the code sent to the account's security phone.
welcome-safe = Nobody will ask you for a code in any other place.

link-title = <b>Connect account { $account }</b>
link-sent = A 6-digit code is on its way to security phone { $phone }. Type it here before { $until }.
link-hint = Nothing arrived? Look in the junk folder, or ask for a new code after a minute.
link-delete = What you type is removed from this chat.
link-again = Send a new code
linked-title = <b>Connected: { $name } · { $account }</b>
linked-next = Costs shows what can be withdrawn, and why the rest is held.

code-shape = A code has 6 digits. That was not one, so it did not count as a try.
code-not-awaited = That looked like a code, so I removed it. I am not waiting for one now.

# A designated receiving account, and an application: why, and everything before the code.
because-title = <b>{ $amount }: why not back the way it came?</b>
because-open = The original way is still open for this order: it is faster and needs no papers. Back leads there.
because-line = <b>{ $label }</b>: { $why }
because-documents = Papers: { $kinds }
because-window_passed = the time for the original way has passed, as the order shows.
because-account_closed = the account that paid is closed, or cannot receive money.
because-deregistered = the company whose account paid is deregistered.
because-advanced = an employee advanced the money and was paid back; the company receives it.
because-application = application for other money.
because-label-window_passed = Return window has passed
because-label-account_closed = Account closed or blocked
because-label-deregistered = Company deregistered
because-label-advanced = An employee advanced it

note-title = <b>Why should { $amount } be paid out?</b>
note-type = Type it in one or two sentences, { $fewest } to { $most } characters: where the money comes from, and why you want it back. A reviewer reads this.
note-now = Now: { $note }

check-other = Source: other money (billing adjustments, refunds)
check-note = Your words: { $note }
check-because = Reason: { $why }
check-payee = <b>To</b>
check-documents = Papers: { $kinds }
check-between = There: between { $first } and the end of { $last }, if submitted today. Somebody checks it first (In Review).
check-looked-at = Somebody checks it first (In Review).
check-wrong-bank_card = <b>Read it once more.</b> With a wrong number or branch the transfer fails, or the money is lost.
check-wrong-alipay = <b>Read it once more.</b> With a wrong account the transfer fails, or the money is lost.

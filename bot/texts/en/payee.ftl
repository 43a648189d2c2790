# The account that receives the money.
payee-start = <b>Where should { $amount } go?</b>
payee-start-why = Reason: { $why }
payee-owner = It must be an account in the registered name: { $name }.
payee-owner-any = It may be in another name than { $name }, if the papers show why.
payee-start-used = Tap an account that was used before (the { $most } used last stand here), or enter a new one:
payee-start-new = What kind of account is it?
payee-alipay = Alipay account
payee-bank_card = Bank card
payee-change-bank_card = It is a bank card
payee-change-alipay = It is an Alipay account

payee-number-alipay = <b>Which Alipay account?</b> Type the mobile number or e-mail address you log in with.
payee-number-bank_card = <b>Which card?</b> Type the 12 to 19 digits on its front; spaces do not matter.
payee-left = The account number that was shown here is hidden.
payee-number-now = Now: <b>{ $number }</b>
payee-number-removed = What you type is removed from this chat. Only you see it in full, until you submit.

payee-name = <b>{ $payee }</b>
payee-name-now = Name now: { $name }
payee-name-same = <b>In whose name is it?</b> For this reason it must be the registered one: { $name }. Tap it.
payee-name-any = <b>In whose name is it?</b> Tap the registered name { $name }, or type the name exactly as it stands at the bank or Alipay. Another name is looked at closely, and if it is not exact the transfer fails.

payee-bank = <b>{ $number }: which bank?</b>
payee-bank-guess = By its number it looks like { $bank }.
payee-bank-no-guess = The number does not tell the bank.
payee-bank-type = Tap it, or type the name of another bank.

payee-branch = <b>Which branch of { $bank }?</b>
payee-branch-now = Now: { $branch }
payee-branch-search = Type a few words of city and branch, such as: nanjing xinjiekou. Or type its 12-digit bank code.
payee-branch-code = Type the branch's 12-digit bank code. There is no directory to search in just now.
payee-branch-where = The bank's app or hotline tells the branch that issued the card.
payee-by-hand = Type it by hand

found = <b>Branches for “{ $text }”</b>
found-line-plain = { $index }. { $name }
found-line = { $index }. { $name } · { $place }
found-others = { $bank } has none like that; these are other banks. Choosing one changes the bank.
found-none = <b>Nothing found for “{ $text }”.</b>
found-none-do = Try fewer words: the city alone, or the district alone. Or type its 12-digit bank code.
found-unsearched = “{ $text }” is no bank code. Branches cannot be searched for just now.
found-more = There are more. Turn the page, or type more words.
found-hint = Tap its number, or type other words.
branches-before = ‹ Before
branches-after = More ›

payee-place = <b>By hand: where is the branch of { $bank }?</b>
payee-place-type = Type province and city, such as: Jiangsu, Nanjing
payee-branch-name = <b>By hand: which branch?</b> { $bank }, { $place }
payee-branch-name-type = Type its full name, as the bank writes it.
payee-hand-warning = If the branch is wrong, the transfer fails or the money is lost. Searching, or the bank code, is safer.

payee-summary = <b>{ $amount } goes to</b>
payee-summary-change = If you change something here, the application form has to be signed anew.
payee-other = Another account
payee-line-alipay = Alipay: <b>{ $number }</b>
payee-line-bank_card = Card: <b>{ $number }</b>
payee-line-name = Name: <b>{ $name }</b>
payee-line-differs = ⚠ Not the registered name { $name }; this is looked at closely.
payee-line-bank = Bank: { $bank }
payee-line-place = Place: { $place }
payee-line-branch = Branch: { $branch }
payee-line-code = Bank code: { $code }
payee-line-hand = ⚠ Not taken from the directory: compare it with what the bank says.
part-number = Number
part-name = Name
part-bank = Bank
part-branch = Branch
part-payee = Change payee
part-amount = Change amount

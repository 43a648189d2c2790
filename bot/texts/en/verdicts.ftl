# What a customer reads of a reviewer's decision, by its code: why it was rejected, and what to do next.
reason-papers_wrong = the papers do not prove what they have to.
reason-payee_wrong = the details of the payee are wrong.
reason-account_closed-payee = the payee account is closed or cannot receive money.
reason-not_proved = the reason that was given does not hold for this money.
next-papers_wrong = Apply again with better papers. Those that were accepted are kept.
next-payee_wrong = Apply again and put the payee's details right. Everything else is filled in.
next-account_closed-payee = Apply again with another payee account. Everything else is filled in.
next-name_mismatch-payee = Apply again and put the payee's name right, or choose another account.
next-bank_return-payee = Ask the bank whether the payee account can receive money, then apply again, or choose another account.
next-not_proved = Apply again with another reason, or withdraw the original way where it is open.

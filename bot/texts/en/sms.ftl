# Text messages: no markup. They name what is signed, and fit one part (160 characters of the phones' own alphabet).
sms-code_withdrawal = { $code } is your code to withdraw { $amount } to { $payee } (order { $order }). Valid 5 minutes. Not you? Share it with nobody.
sms-code_unnamed = { $code } is your code to withdraw { $amount } to { $payee }. Valid 5 minutes. Not you? Share it with nobody.
sms-code_application = { $code } is your code to withdraw { $amount } to { $payee } (application). Valid 5 minutes. Not you? Share it with nobody.
sms-code_link = { $code } is your code to connect account { $account } to a chat. Valid for 5 minutes. Whoever has it can withdraw: share it with nobody.
sms-code_phone = { $code } is your code to connect the accounts of this phone to a chat. Valid for 5 minutes. Whoever has it can withdraw: share it with nobody.
sms-payee-alipay = the Alipay account that paid
sms-payee-online_banking = the bank account that paid
sms-payee-bank_card = the bank card that paid
sms-payee-to-alipay = the Alipay account { $number }
sms-payee-to-card = the { $bank } card { $number }
sms-payee-to-card-other = the card { $number } of another bank

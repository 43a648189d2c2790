# Text messages: no markup. They name what is signed.
sms-code_withdrawal = { $code } is your code to withdraw { $amount } to { $payee } (order { $order }). Valid for 5 minutes. Did not ask for it? Do nothing, and share it with nobody.
sms-code_application = { $code } is your code to withdraw { $amount } to { $payee } (application). Valid for 5 minutes. Did not ask for it? Do nothing, and share it with nobody.
sms-code_link = { $code } is your code to connect account { $account } to a chat. Valid for 5 minutes. Whoever has it can withdraw: share it with nobody.
sms-code_phone = { $code } is your code to connect the accounts of this phone to a chat. Valid for 5 minutes. Whoever has it can withdraw: share it with nobody.
sms-payee-alipay = the Alipay account that paid
sms-payee-online_banking = the bank account that paid
sms-payee-bank_card = the bank card that paid
sms-payee-to-alipay = the Alipay account { $number }
sms-payee-to-card = the { $bank } card { $number }

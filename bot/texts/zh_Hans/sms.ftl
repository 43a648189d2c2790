# 短信：纯文本，写明所确认的内容，不超过一条（70 字）。
sms-code_withdrawal = 验证码 { $code }：提现 { $amount } 到{ $payee }（订单 { $order }），5 分钟有效。非本人操作请勿告诉他人。
sms-code_unnamed = 验证码 { $code }：提现 { $amount } 到{ $payee }，5 分钟有效。非本人操作请勿告诉他人。
sms-code_application = 验证码 { $code }：申请提现 { $amount } 到{ $payee }，5 分钟有效。非本人操作请勿告诉他人。
sms-code_link = 验证码 { $code }，用于把账号 { $account } 连接到聊天，5 分钟内有效。持有者可以提现，切勿告诉他人。
sms-code_phone = 验证码 { $code }，用于把本手机的账号连接到聊天，5 分钟内有效。持有者可以提现，切勿告诉他人。
sms-payee-alipay = 付款的支付宝
sms-payee-online_banking = 付款的银行账户
sms-payee-bank_card = 付款的银行卡
sms-payee-to-alipay = 支付宝 { $number }
sms-payee-to-card = { $bank }卡 { $number }
sms-payee-to-card-other = 其他银行的卡 { $number }

costs-title = <b>余额</b> · { $currency }
costs-hint = 点下面的按钮，看每一项是什么、何时释放。
costs-none-held = 没有暂不可提现的金额。
costs-stopped = <b>该账号的提现已暂停</b>，我们正在核查，资金不受影响。如有疑问请联系客服。

line-cash = 现金余额
line-transferred = 转入金额
line-frozen = 冻结现金
line-reserve = 预留金额
line-withdrawable = 可提现
line-in-withdrawal = 提现中
line-shortfall = 缺口
line-settle = 待结算合计
line-credit_notes = 欠票金额
line-overdue = 欠费金额
line-unsettled = 未结清金额
line-less-transferred = 转入金额抵付
line-held = 暂不可提现
line-from-cash = 其余待结算

hold-reserve = 按量业务预留金额
hold-credit_notes = 欠票金额
hold-overdue = 欠费金额
hold-unsettled = 未结清金额
hold-transferred = 转入金额
hold-head = <b>{ $title }：{ $amount }</b>
hold-nothing = <b>{ $title }：目前没有这类金额。</b>

hold-why-reserve = 为避免按量付费资源因余额不足而停机，需预留一笔资金。不论有多少个资源，金额相同。
hold-why-credit_notes = 已开票的订单后来退订或降配，开票金额高于实际消费，差额暂不可提现。
hold-why-overdue = 已出账、尚未支付的账单。
hold-why-unsettled = 已经使用、尚未出账的消费。
hold-why-transferred = 由其他账号转入。可用于支付账单，但不能从本账号提现。

hold-of = <b>明细</b>
hold-until = <b>何时释放</b>
hold-do = <b>如何处理</b>
hold-gain = <b>对可提现金额的影响</b>

hold-until-reserve = 最后一个按量付费资源释放满 24 小时后。期间每释放一个，都重新计时。
hold-until-reserve-at = { $at }，前提是此前没有新建或释放按量付费资源。
hold-until-credit_notes = 后续同一开票主体、同一税率的消费抵扣完毕，或发票退回重开之后。
hold-until-overdue = 账单付清时。这部分永远不能提现。
hold-until-unsettled = 账期结束且账单结算之后。
hold-until-unsettled-at = 最早 { $at }：届时账单结算。
hold-until-transferred = 消费完毕后，或由转出方回收后。

hold-do-reserve = 在控制台释放不需要的按量付费资源。
hold-do-reserve-wait = 等待即可。释放时会在这里通知您。
hold-do-credit_notes = 控制台：发票管理 &gt; 欠票处理。
hold-do-overdue = 控制台：费用与成本 &gt; 总览。请另行付款，不要用本余额：用余额支付，可提现金额不会变。
hold-do-overdue-not-needed = 控制台：费用与成本 &gt; 总览。提现更多无需支付它：不支付也能达到最高可提现金额。
hold-do-unsettled = 账单出账后另行付款。只等待不会增加：用本余额支付账单，可提现金额不会变。
hold-do-unsettled-not-needed = 无需操作，届时自动出账结算。只等待不会增加，但不处理它也能达到最高可提现金额。
hold-do-transferred = 只能由转出方回收后，在其账号提现。

if-reserve = 释放后
if-credit_notes = 发票重开后
if-overdue = 另行付清后
if-unsettled = 出账并另行付清后
if-transferred = 若全部由转出方回收
gain-some = { $if }：可提现 { $gain }，从 { $before } 变为 { $after }。
gain-rest-covered = 其余 { $rest } 不增加可提现金额：转入金额已经抵付。
gain-rest-held = 其余 { $rest } 不增加可提现金额：先补足其他暂不可提现的金额。
gain-rest-both = 其余 { $rest } 不增加可提现金额：一部分已由转入金额抵付，另一部分先补足其他暂不可提现的金额。
gain-none-covered = { $if }：可提现金额暂无变化，因为转入的 { $transferred } 已足以抵付全部待结算金额。
gain-none-held = { $if }：可提现金额暂无变化，因为其他暂不可提现的金额仍占去全部现金。
gain-none-recall = { $if }：可提现金额暂无变化，转入金额本就不计入可提现。
gain-none-recall-empty = { $if }：可提现金额暂无变化，目前没有可提现的金额，回收后也没有。
gain-less = { $if }：可提现 { $gain }，从 { $before } 变为 { $after }。转入金额正抵付一部分待结算金额，没有它就要用您自己的现金。
hold-alone = 以上为单独计算。
hold-alone-step = 以上为单独计算。作为“费用”中的第 { $index } 步：{ $gain }。
hold-alone-not-needed = 以上为单独计算。要达到最高可提现金额无需处理它，见“费用”。

item-resource = { $label }（{ $product }），{ $at }起运行
item-resource-released = { $label }（{ $product }），{ $at } 已释放
item-credit_notes = { $label }：{ $amount }，订单 { $detail }
item-overdue = { $label }：{ $amount }，{ $at }出账
item-overdue-cycle = { $label }：{ $amount }，{ $detail }账期，{ $at }出账
item-unsettled = { $label }：{ $amount }
item-unsettled-at = { $label }：{ $amount }，{ $at }结算
item-transferred = 来自 { $sender }：{ $amount }，{ $at }

sums-title = <b>金额怎么算</b> · { $currency }
sums-sentence = 现金 { $cash } 中，{ $parts }，合计 { $held } 暂不可提现，其余 { $left } 可提现。
sums-sentence-one = 现金 { $cash } 中，{ $parts }，暂不可提现，其余 { $left } 可提现。
sums-part-transferred = 转入 { $amount }
sums-part-reserve = 预留 { $amount }
sums-part-frozen = 冻结 { $amount }
picture-title = 金额怎么算 · { $currency }
sums-nothing = 没有暂不可提现的金额：现金 { $cash } 全部可提现。
sums-shortfall = 缺口 { $shortfall }：暂不可提现的金额多于现有资金。之后入账的 { $shortfall } 也不可提现。
sums-in-withdrawal = 提现中 { $amount }：正在转出，已不计入现金。进度见“提现记录”。

application-offer = 可提现金额中，最多 <b>{ $amount }</b> 是其他款项（账单调整、退款），须申请提取。
application-button = 其他款项 { $amount }

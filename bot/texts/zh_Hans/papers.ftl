# 指定收款账户与其他款项申请的材料。
paper-application_form = 签字的申请表
paper-id_photo = 手持身份证照片
paper-business_licence = 营业执照
paper-closure_proof = 销户证明
paper-deregistration = 注销证明
paper-reimbursement_proof = 报销凭证
paper-label-application_form = 申请表
paper-label-id_photo = 手持身份证照片
paper-label-business_licence = 营业执照
paper-label-closure_proof = 销户证明
paper-label-deregistration = 注销证明
paper-label-reimbursement_proof = 报销凭证
paper-how-application_form-personal = 请获取申请表，签字后拍照或扫描发回。
paper-how-application_form-enterprise = 请获取申请表，签字并加盖公章，再拍照或扫描发回。
paper-how-id_photo = 请把身份证举在脸旁，人脸和证件上的每行字都要清楚。
paper-how-business_licence = 现行营业执照整页，每行字都要清楚。
paper-how-closure_proof = 银行或支付宝出具的、说明账户已注销或不能收款的证明。
paper-how-deregistration = 登记机关出具的公司注销证明。
paper-how-reimbursement_proof = 能说明公司已把钱报销给员工的凭证：转账记录或签字的报销单。

papers-title = <b>{ $amount } 的材料</b>：已交 { $there } 份，共 { $needed } 份
papers-line-there =
    { $count ->
        [1] ✓ { $paper }
       *[other] ✓ { $paper }（{ $count } 个文件）
    }
papers-line-missing = ○ { $paper }
papers-next = <b>请发送：{ $paper }</b>
papers-more = <b>还要补一页？</b>
papers-how = 照片或文件（PDF、JPEG、PNG、WebP、HEIC），不超过 { $size } MB；多页请一次选好一起发，最多 { $most } 个。
papers-all = <b>材料已齐。</b>点名称可查看、补页或移除。
papers-kept = 加密保存，审核结束 { $days } 天后删除。聊天软件里的副本我们删不了，请自行删除。
papers-kept-until = 材料保存到 { $day }，然后删除。
papers-taken =
    { $count ->
        [1] 已收到。
       *[other] 已收到 { $count } 个文件。
    }
papers-mixed = 收下 { $fit } 个，{ $unfit } 个不行：
papers-not-fetched = 文件没有传过来，不是文件的问题，请再发一次。
papers-no-form = 目前无法生成申请表。请手写并签字：账号、金额、订单或来源、原因，以及收款账户（照收款账户那一页填写）。
papers-form-personal = 请核对、签字、拍照，再发到这里。
papers-form-enterprise = 请核对、签字盖章、拍照或扫描，再发到这里。
papers-form-masked = 收款号码只显示一部分：只有当初填写的人能拿到完整号码。签字前请手写补全。
get-form = 获取申请表

paper-title = <b>{ $paper }</b>
paper-file = { $index }. { $what }，{ $size } KB，{ $at }
paper-full = 已满：同一种材料最多 { $most } 个文件。
paper-removed = 您移除的会在一天内删除。
paper-remove = 移除 { $index }
file-pdf = PDF，{ $pages } 页
file-picture = 图片

papers-again = <b>需要补交材料</b>：{ $amount }，{ $id }
papers-again-done = <b>谢谢。</b>材料已齐，继续审核。
papers-verdicts = <b>材料</b>
paper-accepted = ✓ { $paper }
paper-which = { $paper }（共 { $count } 个文件，第 { $index } 个）
paper-refused = ✗ { $paper }：{ $why }
paper-refused-note = 说明：{ $note }
paper-refused-unreadable = 看不清。
paper-refused-incomplete = 不完整。
paper-refused-wrong_paper = 不是要求的材料。
paper-refused-not_signed = 缺少签字或盖章。
paper-refused-name_mismatch = 名称不符。
paper-refused-expired = 已过期。
paper-refused-other = 不能采用。

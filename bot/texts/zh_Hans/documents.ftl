# 指定收款账户与其他款项申请的材料。
document-application_form = 签字的申请表
document-id_photo = 手持身份证照片
document-business_licence = 营业执照
document-closure_proof = 销户证明
document-deregistration = 注销证明
document-reimbursement_proof = 报销凭证
document-label-application_form = 申请表
document-label-id_photo = 手持身份证照片
document-label-business_licence = 营业执照
document-label-closure_proof = 销户证明
document-label-deregistration = 注销证明
document-label-reimbursement_proof = 报销凭证
document-how-application_form-personal = 请获取申请表，签字后拍照或扫描发回。
document-how-application_form-enterprise = 请获取申请表，签字并加盖公章，再拍照或扫描发回。
document-how-id_photo = 请把身份证举在脸旁，人脸和证件上的每行字都要清楚。
document-how-business_licence = 现行营业执照整页，每行字都要清楚。
document-how-closure_proof = 银行或支付宝出具的、说明账户已注销或不能收款的证明。
document-how-deregistration = 登记机关出具的公司注销证明。
document-how-reimbursement_proof = 能说明公司已把钱报销给员工的凭证：转账记录或签字的报销单。

documents-title = <b>{ $amount } 的材料</b>：已交 { $there } 份，共 { $needed } 份
documents-line-there =
    { $count ->
        [1] ✓ { $kind }
       *[other] ✓ { $kind }（{ $count } 个文件）
    }
documents-line-missing = ○ { $kind }
documents-next = <b>请发送：{ $kind }</b>
documents-more = <b>还要补一页？</b>
documents-how = 照片或文件（PDF、JPEG、PNG、WebP、HEIC），不超过 { $size } MB；多页请一次选好一起发，最多 { $most } 个。
documents-all = <b>材料已齐。</b>点名称可查看、补页或移除。
documents-kept = 加密保存，审核结束 { $days } 天后删除。聊天软件里的副本我们删不了，请自行删除。
documents-kept-until = 材料保存到 { $day }，然后删除。
documents-taken =
    { $count ->
        [1] 已收到。
       *[other] 已收到 { $count } 个文件。
    }
documents-mixed = 收下 { $fit } 个，{ $unfit } 个不行：
documents-not-fetched = 文件没有传过来，不是文件的问题，请再发一次。
documents-no-form = 目前无法生成申请表。请手写并签字：账号、金额、订单或来源、原因，以及收款账户（照收款账户那一页填写）。
documents-form-personal = 请核对、签字、拍照，再发到这里。
documents-form-enterprise = 请核对、签字盖章、拍照或扫描，再发到这里。
documents-form-masked = 收款号码只显示一部分：只有当初填写的人能拿到完整号码。签字前请手写补全。
get-form = 获取申请表

document-title = <b>{ $kind }</b>
document-file = { $index }. { $what }，{ $size } KB，{ $at }
document-full = 已满：同一种材料最多 { $most } 个文件。
document-removed = 您移除的会在一天内删除。
document-remove = 移除 { $index }
file-pdf = PDF，{ $pages } 页
file-picture = 图片

documents-again = <b>需要补交材料</b>：{ $amount }，{ $id }
documents-again-done = <b>谢谢。</b>材料已齐，继续审核。
documents-verdicts = <b>材料</b>
document-accepted = ✓ { $kind }
document-which = { $kind }（共 { $count } 个文件，第 { $index } 个）
document-refused = ✗ { $kind }：{ $why }
document-refused-note = 说明：{ $note }
document-refused-unreadable = 看不清。
document-refused-incomplete = 不完整。
document-refused-wrong_paper = 不是要求的材料。
document-refused-not_signed = 缺少签字或盖章。
document-refused-name_mismatch = 名称不符。
document-refused-expired = 已过期。
document-refused-other = 不能采用。

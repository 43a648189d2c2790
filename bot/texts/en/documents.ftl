# The documents of a designated withdrawal or an application.
document-application_form = signed application form
document-id_photo = photo of you holding your ID
document-business_licence = business licence
document-closure_proof = proof of closure
document-deregistration = deregistration statement
document-reimbursement_proof = proof of reimbursement
document-label-application_form = Application form
document-label-id_photo = Photo holding ID
document-label-business_licence = Business licence
document-label-closure_proof = Proof of closure
document-label-deregistration = Deregistration statement
document-label-reimbursement_proof = Proof of reimbursement
document-how-application_form-personal = Get the form, sign it, and send it back photographed or scanned.
document-how-application_form-enterprise = Get the form, have it signed and sealed, and send it back photographed or scanned.
document-how-id_photo = Hold your ID beside your face. Face and every line of the ID must be readable.
document-how-business_licence = The current licence, the whole page, every line readable.
document-how-closure_proof = A paper of the bank or Alipay that says that the account is closed or cannot receive.
document-how-deregistration = The statement of the registration office that the company is deregistered.
document-how-reimbursement_proof = What shows that the company paid the employee back: the transfer, or the signed claim.

documents-title = <b>Papers for { $amount }</b>: { $there } of { $needed } are here
documents-line-there =
    { $count ->
        [one] ✓ { $kind }
       *[other] ✓ { $kind } ({ $count } files)
    }
documents-line-missing = ○ { $kind }
documents-next = <b>Send now: { $kind }</b>
documents-more = <b>One more page?</b>
documents-how = A photo or a file (PDF, JPEG, PNG, WebP, HEIC) up to { $size } MB; several pages as one album, at most { $most }.
documents-all = <b>All papers are here.</b> Tap one to look, add a page, or remove it.
documents-kept = Kept sealed, and deleted { $days } days after the decision. The chat app keeps its own copy: only you can delete that.
documents-kept-until = The papers are kept until { $day }, then deleted.
documents-taken =
    { $count ->
        [one] Thank you, it is here.
       *[other] Thank you, { $count } files are here.
    }
documents-mixed = { $fit } taken, { $unfit } not:
documents-not-fetched = The file did not come through. Nothing is wrong with it; please send it once more.
documents-no-form = The form cannot be made here just now. Write it by hand, and sign it: account, amount, order or source, reason, and where the money is to go, as the payee card shows it.
documents-form-personal = Read it, sign it, photograph it, and send it here.
documents-form-enterprise = Read it, have it signed and sealed, photograph or scan it, and send it here.
documents-form-masked = The payee's number is shortened: only whoever typed it gets it in full. Write it in by hand before you sign.
get-form = Get the form

document-title = <b>{ $kind }</b>
document-file = { $index }. { $what }, { $size } KB, { $at }
document-full = That is all: at most { $most } files of one kind.
document-removed = What you remove is deleted within a day.
document-remove = Remove { $index }
file-pdf =
    { $pages ->
        [one] PDF, 1 page
       *[other] PDF, { $pages } pages
    }
file-picture = Picture

documents-again = <b>A paper is needed again</b>: { $amount }, { $id }
documents-again-done = <b>Thank you.</b> Everything is here; the review goes on.
documents-verdicts = <b>Papers</b>
document-accepted = ✓ { $kind }
document-which = { $kind }, file { $index } of { $count }
document-refused = ✗ { $kind }: { $why }
document-refused-note = Note: { $note }
document-refused-unreadable = it cannot be read.
document-refused-incomplete = a part of it is missing.
document-refused-wrong_paper = it is another paper than the one asked for.
document-refused-not_signed = signature or seal is missing.
document-refused-name_mismatch = the name does not match.
document-refused-expired = it is out of date.
document-refused-other = it cannot be accepted.

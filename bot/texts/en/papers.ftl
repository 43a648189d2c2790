# The papers of a designated withdrawal or an application.
paper-application_form = signed application form
paper-id_photo = photo of you holding your ID
paper-business_licence = business licence
paper-closure_proof = proof of closure
paper-deregistration = deregistration statement
paper-reimbursement_proof = proof of reimbursement
paper-label-application_form = Application form
paper-label-id_photo = Photo holding ID
paper-label-business_licence = Business licence
paper-label-closure_proof = Proof of closure
paper-label-deregistration = Deregistration statement
paper-label-reimbursement_proof = Proof of reimbursement
paper-how-application_form-personal = Get the form, sign it, and send it back photographed or scanned.
paper-how-application_form-enterprise = Get the form, have it signed and sealed, and send it back photographed or scanned.
paper-how-id_photo = Hold your ID beside your face. Face and every line of the ID must be readable.
paper-how-business_licence = The current licence, the whole page, every line readable.
paper-how-closure_proof = A paper of the bank or Alipay that says that the account is closed or cannot receive.
paper-how-deregistration = The statement of the registration office that the company is deregistered.
paper-how-reimbursement_proof = What shows that the company paid the employee back: the transfer, or the signed claim.

papers-title = <b>Papers for { $amount }</b>: { $there } of { $needed } are here
papers-line-there =
    { $count ->
        [one] ✓ { $paper }
       *[other] ✓ { $paper } ({ $count } files)
    }
papers-line-missing = ○ { $paper }
papers-next = <b>Send now: { $paper }</b>
papers-more = <b>One more page?</b>
papers-how = A photo or a file (PDF, JPEG, PNG, WebP, HEIC) up to { $size } MB; several pages as one album, at most { $most }.
papers-all = <b>All papers are here.</b> Tap one to look, add a page, or remove it.
papers-kept = Kept sealed, and deleted { $days } days after the decision. The chat app keeps its own copy: only you can delete that.
papers-kept-until = The papers are kept until { $day }, then deleted.
papers-taken =
    { $count ->
        [one] Thank you, it is here.
       *[other] Thank you, { $count } files are here.
    }
papers-mixed = { $fit } taken, { $unfit } not:
papers-not-fetched = The file did not come through. Nothing is wrong with it; please send it once more.
papers-no-form = The form cannot be made here just now. Write it by hand, and sign it: account, amount, order or source, reason, and where the money is to go, as the payee card shows it.
papers-form-personal = Read it, sign it, photograph it, and send it here.
papers-form-enterprise = Read it, have it signed and sealed, photograph or scan it, and send it here.
papers-form-masked = The payee's number is shortened: only whoever typed it gets it in full. Write it in by hand before you sign.
get-form = Get the form

paper-title = <b>{ $paper }</b>
paper-file = { $index }. { $what }, { $size } KB, { $at }
paper-full = That is all: at most { $most } files of one kind.
paper-removed = What you remove is deleted within a day.
paper-remove = Remove { $index }
file-pdf =
    { $pages ->
        [one] PDF, 1 page
       *[other] PDF, { $pages } pages
    }
file-picture = Picture

papers-again = <b>A paper is needed again</b>: { $amount }, { $id }
papers-again-done = <b>Thank you.</b> Everything is here; the review goes on.
papers-verdicts = <b>Papers</b>
paper-accepted = ✓ { $paper }
paper-which = { $paper }, file { $index } of { $count }
paper-refused = ✗ { $paper }: { $why }
paper-refused-note = Note: { $note }
paper-refused-unreadable = it cannot be read.
paper-refused-incomplete = a part of it is missing.
paper-refused-wrong_paper = it is another paper than the one asked for.
paper-refused-not_signed = signature or seal is missing.
paper-refused-name_mismatch = the name does not match.
paper-refused-expired = it is out of date.
paper-refused-other = it cannot be accepted.

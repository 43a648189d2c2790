# Why a file that was sent is not kept, and what to send instead.
unfit-empty = This file is empty. Send it again.
unfit-too_big = This file is larger than { $most_mb } MB. Send a smaller one, for example as a photo instead of a file.
unfit-wrong_type = Only pictures (JPEG, PNG, WebP, HEIC) and PDF are taken, and this is neither. Send a photo of the paper.
unfit-broken = This file cannot be opened: it is damaged or incomplete. Send it again, or send a photo of the paper.
unfit-too_many_pixels = This picture has too many pixels to be opened. Send a photo of the paper instead.
unfit-too_small = This picture is too small to read: at least { $long } × { $short } pixels are needed. Take a photo of the whole paper from close by.
unfit-blurred = This picture is too blurred to read. Take it again: in good light, holding still, the paper filling the picture.
unfit-pdf_locked = This PDF is locked with a password. Send it without one, or send a photo of the paper.
unfit-pdf_active = This PDF holds programs or attached files, which are not taken. Print it to a new PDF, or send a photo of the paper.
unfit-pdf_pages = This PDF has { $pages } pages; at most { $most } are taken. Send only the pages that matter.

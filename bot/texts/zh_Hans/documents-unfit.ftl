# 发来的文件为什么没有收下，应改发什么。
unfit-empty = 文件是空的，请重新发送。
unfit-too_big = 文件超过 { $most_mb } MB。请发小一些的文件，或直接发照片。
unfit-wrong_type = 只收图片（JPEG、PNG、WebP、HEIC）和 PDF，这个文件都不是。请给材料拍照发送。
unfit-broken = 文件打不开，可能已损坏或不完整。请重新发送，或给材料拍照发送。
unfit-too_many_pixels = 图片像素过高，无法打开。请改为给材料拍照发送。
unfit-too_small = 图片太小，看不清：至少要 { $long } × { $short } 像素。请靠近些，拍下整页材料。
unfit-blurred = 图片太模糊，看不清。请重拍：光线充足，拿稳手机，让材料占满画面。
unfit-pdf_locked = PDF 设有密码。请发送没有密码的版本，或给材料拍照发送。
unfit-pdf_active = PDF 里带有程序或附件，不能收。请另存（打印）为新的 PDF，或给材料拍照发送。
unfit-pdf_pages = PDF 共 { $pages } 页，最多收 { $most } 页。请只发送需要的页。

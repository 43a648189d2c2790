# The second factor of staff.
factor-ask = Type the <b>6 digits</b> of your authenticator. They open your cases for a while.
factor-ask-review = Approve <b>{ $amount }</b> · { $id }: type the <b>6 digits</b> of your authenticator.
factor-ask-settle_unknown = Settle <b>{ $amount }</b> · { $id }: type the <b>6 digits</b> of your authenticator.
factor-ask-make_word = Make a word for a colleague: type the <b>6 digits</b> of your authenticator.
factor-ask-reset_factor = Take away a colleague's authenticator: type the <b>6 digits</b> of yours.
factor-ask-other = To do this, type the <b>6 digits</b> of your authenticator.
factor-wait = Your last code is used up. The next one counts in <b>{ $seconds }</b> s.
factor-digits = That is no code: it has 6 digits.
factor-none =
    <b>Your authenticator is missing</b>
    Nobody sees or decides a case without one. Get an authenticator app. Then ask an admin for a word, or have the secret shown at the command line.
factor-ask-word = Type the word of <b>10 characters</b> that an admin gave you. It works once.
factor-secret =
    Point your authenticator at this, or type into it: <code>{ $secret }</code>
    Then type its 6 digits here, within 5 minutes. This message is deleted.
factor-state-live = <b>Your authenticator is set up.</b>
factor-state-shown = <b>Almost done:</b> type the 6 digits that your authenticator shows now.
factor-open = You may look at cases until { $until }.
factor-new-phone = New or lost phone? Ask two admins to take the old authenticator away.
factor-person = { $name }: { $state }
factor-has = has an authenticator
factor-has-none = no authenticator yet
factor-may-word = A word lets them set one up in the chat. Tell it to them in person or by phone, never in this app.
factor-may-reset = Only if theirs is lost or in other hands. Two admins have to say so.
factor-word =
    The word for <b>{ $name }</b>: <code>{ $word }</code>
    It works once, until { $until }. Tell it to them in person or by phone, never in this app.
factor-do-word = I have a word
factor-do-people = Colleagues
factor-do-person = { $name }
factor-do-make_word = Make a word
factor-do-reset = Take it away
factor-refused-factor_wrong = That code is not right. Tries left: { $left }.
factor-refused-factor_used = That code was used already. The next one counts in { $seconds } s.
factor-refused-factor_locked = Too many wrong codes. Go on at { $until }.
factor-refused-factor_needed = That secret counts no more. Begin anew.
factor-refused-factor_there = There is an authenticator already.
factor-refused-factor_none = There is no authenticator.
factor-refused-word_wrong = That word does not work. Check it, or ask for a new one.
factor-refused-secret_unsent = The secret could not be shown. Ask for a new word.
factor-refused-staff_unknown = That person is not staff any more.
factor-refused-own_factor = Your own: two other admins have to say so.
factor-refused-reset_once = Noted. A second admin has to say so within a day.
factor-refused-reset_done = The authenticator is taken away.
factor-refused-staff_rests = Your role, login or authenticator is new: you decide nothing before { $until }.
factor-refused-other = That is not possible now.

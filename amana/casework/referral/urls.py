from django.urls import path

from amana.casework.referral.pages import compose, lists, of_case, steps, taking_over

urlpatterns = [
    path("cases/<uuid:case_id>/refer/", compose.refer, name="refer"),
    path("cases/<uuid:case_id>/referrals/", of_case.case_referrals, name="case_referrals"),
    path("referrals/", lists.referrals, name="referrals"),
    path("referrals/<uuid:referral_id>/", lists.referral, name="referral"),
    path("referrals/<uuid:referral_id>/accept/", steps.accept, name="accept_referral"),
    path("referrals/<uuid:referral_id>/ask/", steps.ask, name="ask_referral"),
    path("referrals/<uuid:referral_id>/decline/", steps.decline, name="decline_referral"),
    path("referrals/<uuid:referral_id>/reply/", steps.reply, name="reply_referral"),
    path("referrals/<uuid:referral_id>/worker/", steps.name_worker, name="name_worker"),
    path("referrals/<uuid:referral_id>/start/", steps.start, name="start_referral"),
    path("referrals/<uuid:referral_id>/complete/", steps.complete, name="complete_referral"),
    path("referrals/<uuid:referral_id>/feed-back/", steps.feed_back, name="feed_back_referral"),
    path("referrals/<uuid:referral_id>/end/", steps.end, name="end_referral"),
    path("referrals/<uuid:referral_id>/withdraw/", steps.withdraw, name="withdraw_referral"),
    path("referrals/<uuid:referral_id>/remind/", steps.remind, name="remind_referral"),
    path("referrals/<uuid:referral_id>/take-over/", taking_over.take_over, name="take_over"),
    path("referrals/<uuid:referral_id>/link/", taking_over.link, name="link_record"),
]

"""The invented organisations, teams and staff of the demo. Every name and address is made up; example.org is nobody's."""
from dataclasses import dataclass

from amana.ground.access.rules import RoleCode as Role
from amana.ground.organisations.rules import Kind

PASSWORD = "nile palm lantern 2026"  # the demo's only; a real installation starts with an invitation


@dataclass(frozen=True)
class DemoTeam:
    code: str
    name_ar: str
    name_en: str
    is_desk: bool = False


@dataclass(frozen=True)
class DemoStaff:
    name: str
    email: str
    role: str
    teams: tuple[str, ...] = ()


@dataclass(frozen=True)
class DemoOrganisation:
    code: str
    name_ar: str
    name_en: str
    kind: str
    teams: tuple[DemoTeam, ...]
    staff: tuple[DemoStaff, ...]
    areas: tuple[str, ...] = ()


ADMINISTRATOR = DemoStaff("ليلى عمران", "platform@example.org", Role.PLATFORM_ADMINISTRATOR)
PLATFORM = DemoOrganisation("AMANA", "إدارة منصة أمانة", "Amana platform office", Kind.PLATFORM, (), (ADMINISTRATOR,))

ORGANISATIONS = (
    DemoOrganisation(
        "MOSS", "وزارة التضامن: مديرية القليوبية (تجريبي)", "Social ministry: Qalyubia directorate (demo)", Kind.CENTRAL_GOVERNMENT,
        (DemoTeam("UNIT-1", "وحدة بنها الاجتماعية", "Banha social unit"), DemoTeam("PROGRAMMES", "فريق البرامج", "Programmes team"), DemoTeam("UNIT-2", "وحدة شبرا الاجتماعية", "Shubra social unit"),
         DemoTeam("PROTECT", "فريق الحماية", "Protection team"), DemoTeam("RETURNS", "فريق العائدين", "Returnees team"),
         DemoTeam("DESK", "مكتب الإحالات", "Referral desk", is_desk=True)),
        (DemoStaff("مها القنطري", "maha@example.org", Role.CASEWORKER, ("UNIT-1",)),
         DemoStaff("كريم الأقصري", "karim@example.org", Role.CASEWORKER, ("UNIT-2",)),
         DemoStaff("سلوى الريحاني", "salwa@example.org", Role.SUPERVISOR, ("UNIT-1", "UNIT-2")),
         DemoStaff("هدى المنياوي", "hoda@example.org", Role.RECEPTION, ("UNIT-1",)),
         DemoStaff("نبيل السوهاجي", "nabil@example.org", Role.CASE_MANAGER, ("UNIT-1",)),
         DemoStaff("سهام البلبيسي", "siham@example.org", Role.CASE_MANAGER, ("UNIT-2",)),
         DemoStaff("رانيا الدمياطي", "rania@example.org", Role.PROTECTION_OFFICER, ("PROTECT",)),
         DemoStaff("عفاف الطنطاوي", "afaf@example.org", Role.PROTECTION_SUPERVISOR, ("PROTECT",)),
         DemoStaff("منى البنهاوي", "mona@example.org", Role.PSYCHOSOCIAL_WORKER, ("UNIT-1",)),
         DemoStaff("شيرين الفيومي", "sherine@example.org", Role.CLINICAL_SUPERVISOR, ("UNIT-1",)),
         DemoStaff("حسام العريشي", "hossam@example.org", Role.DESK_OFFICER, ("DESK",)),
         DemoStaff("ماجدة البلبيسي", "magda@example.org", Role.PROGRAMME_OFFICER, ("PROGRAMMES",)),
         DemoStaff("عادل المحلاوي", "adel@example.org", Role.FINANCE_OFFICER, ("PROGRAMMES",)),
         DemoStaff("سعاد الكفراوي", "soad@example.org", Role.FINANCE_OFFICER, ("PROGRAMMES",)),
         DemoStaff("شادي القناوي", "shady@example.org", Role.CASEWORKER, ("RETURNS",)),
         DemoStaff("نورهان الزقازيقي", "nourhan@example.org", Role.CASEWORKER, ("RETURNS",)),
         DemoStaff("رجب الأبشواي", "ragab@example.org", Role.CASEWORKER, ("RETURNS",)),
         DemoStaff("مديحة الطوخي", "madiha@example.org", Role.SUPERVISOR, ("RETURNS",)),
         DemoStaff("سامح الإسناوي", "sameh@example.org", Role.DATA_PROTECTION_OFFICER),
         DemoStaff("أمل المنوفي", "amal@example.org", Role.ANALYST),
         DemoStaff("ياسر الشرقاوي", "yasser@example.org", Role.ORGANISATION_ADMINISTRATOR)), ("EG14",)),
    DemoOrganisation(
        "UNMIG", "وكالة الهجرة الأممية (تجريبي)", "UN migration agency (demo)", Kind.INTERNATIONAL,
        (DemoTeam("ARRIVAL", "فريق الاستقبال بالمطار", "Airport reception"), DemoTeam("CASE", "فريق الحالات", "Case team"),
         DemoTeam("DESK", "مكتب الإحالات", "Referral desk", is_desk=True)),
        (DemoStaff("Nadia Okello", "nadia@example.org", Role.RECEPTION, ("ARRIVAL",)),
         DemoStaff("طارق الزهيري", "tarek@example.org", Role.CASEWORKER, ("CASE",)),
         DemoStaff("Elena Marsh", "elena@example.org", Role.SUPERVISOR, ("CASE", "ARRIVAL")),
         DemoStaff("وليد الرفاعي", "walid@example.org", Role.DESK_OFFICER, ("DESK",)),
         DemoStaff("Jonas Brandt", "jonas@example.org", Role.ORGANISATION_ADMINISTRATOR)), ("EG01", "EG02", "EG21")),
    DemoOrganisation(
        "REDCR", "الهلال الأحمر: فرع القاهرة (تجريبي)", "Red Crescent: Cairo branch (demo)", Kind.NGO,
        (DemoTeam("SHELTER", "فريق الإيواء", "Shelter team"), DemoTeam("DESK", "مكتب الإحالات", "Referral desk", is_desk=True)),
        (DemoStaff("داليا الأسيوطي", "dalia@example.org", Role.DESK_OFFICER, ("DESK",)),
         DemoStaff("عمرو البحيري", "amr@example.org", Role.CASEWORKER, ("SHELTER",)),
         DemoStaff("نهى السويفي", "noha@example.org", Role.SUPERVISOR, ("SHELTER",)),
         DemoStaff("مروة الجيزاوي", "marwa@example.org", Role.EMERGENCY_OFFICER, ("SHELTER",)),
         DemoStaff("خالد الحلواني", "khaled@example.org", Role.ORGANISATION_ADMINISTRATOR)), ("EG01", "EG21")),
    DemoOrganisation(
        "WASL", "جمعية الوصل (تجريبي)", "Wasl Association (demo)", Kind.NGO,
        (DemoTeam("SUPPORT", "فريق الدعم", "Support team"), DemoTeam("RETURNS", "فريق العائدين", "Returnees team"), DemoTeam("DESK", "مكتب الإحالات", "Referral desk", is_desk=True)),
        (DemoStaff("ريم الخضيري", "reem@example.org", Role.CASEWORKER, ("SUPPORT",)),
         DemoStaff("سيد النوبي", "sayed@example.org", Role.SUPERVISOR, ("SUPPORT",)),
         DemoStaff("حاتم الدقهلاوي", "hatem@example.org", Role.PROGRAMME_OFFICER, ("SUPPORT",)),
         DemoStaff("رباب الشرنوبي", "rabab@example.org", Role.FINANCE_OFFICER, ("SUPPORT",)),
         DemoStaff("منصور البرجي", "mansour@example.org", Role.FINANCE_OFFICER, ("SUPPORT",)),
         DemoStaff("سهير الحوامدي", "sohair@example.org", Role.CASEWORKER, ("RETURNS",)),
         DemoStaff("باسم الصفتاوي", "bassem@example.org", Role.SUPERVISOR, ("RETURNS",)),
         DemoStaff("هبة الشلبي", "heba@example.org", Role.DESK_OFFICER, ("DESK",)),
         DemoStaff("مصطفى الدالي", "mostafa@example.org", Role.TRAINER),
         DemoStaff("آية القباني", "aya@example.org", Role.ORGANISATION_ADMINISTRATOR)), ("EG01",)),
    DemoOrganisation(
        "SANAD", "مؤسسة سند للتأهيل (تجريبي)", "Sanad Foundation (demo)", Kind.NGO,
        (DemoTeam("WORK", "فريق سبل العيش", "Livelihoods team"), DemoTeam("DESK", "مكتب الإحالات", "Referral desk", is_desk=True)),
        (DemoStaff("إيناس المصيلحي", "inas@example.org", Role.CASEWORKER, ("WORK",)),
         DemoStaff("بلال الشناوي", "bilal@example.org", Role.PROGRAMME_OFFICER, ("WORK",)),
         DemoStaff("جمانة الراوي", "jumana@example.org", Role.FINANCE_OFFICER, ("WORK",)),
         DemoStaff("فادي النجار", "fady@example.org", Role.DESK_OFFICER, ("DESK",)),
         DemoStaff("لمياء البدري", "lamia@example.org", Role.ORGANISATION_ADMINISTRATOR)), ("EG14", "EG21")),
    DemoOrganisation(
        "SEHA", "مستشفى النيل: خدمات المهاجرين (تجريبي)", "Nile Hospital: migrant services (demo)", Kind.HEALTH_SERVICE,
        (DemoTeam("CLINIC", "العيادة", "Clinic"), DemoTeam("DESK", "مكتب الإحالات", "Referral desk", is_desk=True)),
        (DemoStaff("د. حنان السبكي", "hanan@example.org", Role.HEALTH_WORKER, ("CLINIC",)),
         DemoStaff("د. أشرف المليجي", "ashraf@example.org", Role.CLINICAL_SUPERVISOR, ("CLINIC",)),
         DemoStaff("إيمان الغمري", "iman@example.org", Role.DESK_OFFICER, ("DESK",)),
         DemoStaff("رامي العوضي", "ramy@example.org", Role.ORGANISATION_ADMINISTRATOR)), ("EG01",)),
    DemoOrganisation(
        "POLICE", "نقطة اتصال الشرطة (تجريبي)", "Police focal point (demo)", Kind.LAW_ENFORCEMENT,
        (DemoTeam("DESK", "مكتب نقطة الاتصال", "Focal point desk", is_desk=True),),
        (DemoStaff("المقدم وائل الصاوي", "wael@example.org", Role.POLICE_FOCAL_POINT, ("DESK",)),
         DemoStaff("حازم الكردي", "hazem@example.org", Role.ORGANISATION_ADMINISTRATOR)), ("EG01",)),
)
# Somebody who works for two organisations: the switch is then in the menu.
SECOND_PLACE = ("tarek@example.org", "WASL", Role.SUPERVISOR, ("SUPPORT",))
AGREEMENTS = (("MOSS", "REDCR"), ("MOSS", "WASL"), ("MOSS", "SEHA"), ("MOSS", "SANAD"), ("MOSS", "UNMIG"), ("MOSS", "POLICE"), ("UNMIG", "MOSS"), ("UNMIG", "REDCR"),
              ("WASL", "SEHA"), ("REDCR", "MOSS"))

# Of which organisation, name, languages, sex, whether the code of conduct is signed.
INTERPRETERS = (
    ("MOSS", "أبرهة تسفاي", ("tir", "amh", "ara"), "male", True), ("MOSS", "حليمة آدم", ("fvr", "ara"), "female", True), ("MOSS", "إشراق منصور", ("esl", "ara"), "female", True),
    ("MOSS", "Yonas Bekele", ("amh", "orm", "eng"), "male", False),
)

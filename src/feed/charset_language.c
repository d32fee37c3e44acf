#include <string.h>
#include <strings.h>

#include "feed/charset_language.h"

#define WESTERN		"WINDOWS-1252 ISO-8859-15 MACINTOSH"
#define CENTRAL		"WINDOWS-1250 ISO-8859-2"
#define BALTIC		"WINDOWS-1257 ISO-8859-13"
#define CYRILLIC	"WINDOWS-1251 ISO-8859-5 MAC-CYRILLIC"
#define ARABIC		"WINDOWS-1256 ISO-8859-6"

/*
 * The first one stands for English, too: its tag is no hint, being what
 * programs say by default.
 */
const struct charset_language charset_languages[] = {
	{ "nl af cy lb mt", WESTERN, "éëïèüöáñçêâäóíîô" },
	{ "fr wa br", WESTERN, "éàèêçôîùâûïœëü" },
	{ "de nds", WESTERN, "üäößé" },
	{ "es gl ast", WESTERN, "óíáéñúü¿¡" },
	{ "pt", WESTERN, "ãçáéíóõêúâàôü" },
	{ "it fur lij", WESTERN, "èàùòìéî" },
	{ "ca oc", WESTERN, "óàéèíçòúïü·" },
	{ "sv fi", WESTERN, "äöåé" },
	{ "da no nb nn fo", WESTERN, "åøæéòö" },
	{ "is", WESTERN, "íáðöéæúóþý" },
	{ "ga", WESTERN, "áíéóú" },
	{ "sq", WESTERN, "ëç" },
	{ "et", WESTERN " " BALTIC, "äõüöšž" },
	{ "pl csb", CENTRAL, "łąęóżśćńź" },
	{ "cs", CENTRAL, "íáéěřýčžšůúťďňó" },
	{ "sk", CENTRAL, "áíéčšžýúľťôňďäĺŕó" },
	{ "hu", CENTRAL, "áéöóőíüúű" },
	{ "ro mo", CENTRAL, "ăţîşâ" },
	{ "hr bs sl sh sr me", CENTRAL, "čšžćđ" },
	{ "lt", BALTIC, "ėšąųįžūčę" },
	{ "lv ltg", BALTIC, "āīšēūņļžčģķ" },
	{ "tr az", "WINDOWS-1254", "ıüşçöğİâî" },
	{ "ru", CYRILLIC " KOI8-R CP866",
	    "оеаинтсрвлкмдпуяызьбгчйхжюшцщэфъё" },
	{ "uk", CYRILLIC " KOI8-U", "оаинвіертслкмдупязьбгчюхйїжцшєщфґ" },
	{ "be", CYRILLIC, "аеіныорслвтдкмуяпьгзўбчцхюжшёйэф" },
	{ "bg", CYRILLIC, "аиеотнрсвлкдпмзубяъгчшщжцхйюфь" },
	{ "sr bs me", CYRILLIC, "аиоенрсјтвукдлпмзгшчбцљћњжђхџф" },
	{ "mk", CYRILLIC, "аоиетнрсвдлкпмузјгбчшцжќѓњфхџ" },
	{ "el", "WINDOWS-1253 ISO-8859-7",
	    "αοιετσνηυρπκμλςόίάγέωδήύχθφβώξζψϊ" },
	{ "he iw yi", "WINDOWS-1255 ISO-8859-8",
	    "יוהלאמרתבנשעדחקפםכזגטןסצךףץ" },
	{ "ar", ARABIC, "اليمنوترةبدعسفكهقحجشأصىخطإضذزثئغءظؤآ" },
	{ "fa ur ckb ps", ARABIC, "ايرندوهمتبسشكکگزخفقعجپحلصآضطچغذژثظى" },
	{ "th", "CP874", "านรอกเง่มยลวด้ทัสิตีะปบุคำู์หแจพชขใืไโผ"
	    "ถธ็ึซณฟภญศษฮๆฐฝ" },
};

const size_t charset_nlanguages =
    sizeof(charset_languages) / sizeof(charset_languages[0]);

const struct charset_language charset_wide_languages[] = {
	{ "ja", "CP932 EUC-JP-MS", "日一人年大十二本中長出三時行見月後前生五間上東"
	    "四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電"
	    "校語土木聞食車何南万毎白天母火右読友左休父雨会同事自社発者地業方新"
	    "場員立開手力問代明動京目通言理体田主題意不作用度強公持野以思家世多"
	    "正安院心界教文元重近考画海売知道集別物使品計死特私始朝運終台広住無"
	    "真有口少町料工建空急止送切転研足究楽起着店病質待試族銀早映親験英医"
	    "仕去味写字答夜音注帰古歌買悪図週室歩風紙黒花春赤青館屋色走秋夏習駅" },
	{ "zh zh-cn zh-hans zh-sg", "GB18030", "的一是不了在人有我他这个们中来上大"
	    "为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用"
	    "道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其"
	    "些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使"
	    "情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见"
	    "被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常"
	    "先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更"
	    "别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直" },
	{ "zh zh-tw zh-hk zh-hant", "BIG5-HKSCS", "的一是不了在人有我他這個們中來上"
	    "大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡"
	    "用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部"
	    "其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工"
	    "使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相"
	    "見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任"
	    "常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活更"
	    "別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直" },
	{ "ko", "CP949", "이다의는에을한하고가은를도로지인사기어나자리시서아대해있과"
	    "그게정부들일으만여장제것전수상면주원보라신동성되오구국안적우중공조요"
	    "비관라무위연세경방소생실선모마내며계개물교여야러유진않당치려음분말저"
	    "민회년금월호학체명했습니까했" },
};

const size_t charset_nwide_languages =
    sizeof(charset_wide_languages) / sizeof(charset_wide_languages[0]);

static int
tag_listed(const char *tags, const char *tag, size_t len)
{
	size_t	n;

	for (; *tags != '\0'; tags += n + (tags[n] == ' ')) {
		n = strcspn(tags, " ");
		if (n == len && strncasecmp(tags, tag, len) == 0)
			return (1);
	}
	return (0);
}

int
charset_language_is(const struct charset_language *l, const char *tag,
    size_t len)
{
	size_t	n;

	if (tag_listed(l->tags, tag, len))
		return (1);
	for (n = 0; n < len && tag[n] != '-' && tag[n] != '_'; n++)
		;
	/* Chinese comes in two scripts; its tag alone says little then. */
	return (n < len && strncasecmp(tag, "zh", 2) != 0 &&
	    tag_listed(l->tags, tag, n));
}

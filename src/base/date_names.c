#include <string.h>

#include "base/date_names.h"

struct name {
	const char	*text;
	int		 value;
};

struct mark {
	const char	*text;
	enum date_word	 word;
	int		 value;
};

/*
 * All languages in one table, in the order of bytes, since many share a
 * name: English, German, French, Spanish, Italian, Portuguese, Dutch,
 * Russian, Polish, Greek, Hungarian, Swedish, Danish, Norwegian, Finnish,
 * Czech, Slovak, Ukrainian, Bulgarian, Romanian, Turkish, Catalan and
 * Indonesian, with the genitives.  Names that begin a longer one of the same
 * month are left out; some are misspellings that feeds had for years.
 */
static const struct name months[] = {
	{ "abril", 4 }, { "agosto", 8 }, { "agt", 8 }, { "agustos", 8 },
	{ "agustus", 8 }, { "aout", 8 }, { "aprile", 4 }, { "aprilie", 4 },
	{ "aprilis", 4 }, { "aralik", 12 }, { "augusti", 8 },
	{ "augustus", 8 }, { "augusztus", 8 }, { "avril", 4 }, { "brezen", 3 },
	{ "brezna", 3 }, { "cec", 7 }, { "cen", 6 }, { "cerven", 6 },
	{ "cervence", 7 }, { "cervenec", 7 }, { "cervna", 6 },
	{ "czerwca", 6 }, { "czerwiec", 6 }, { "december", 12 },
	{ "decembre", 12 }, { "decembrie", 12 }, { "desember", 12 },
	{ "desembre", 12 }, { "dezember", 12 }, { "dezembro", 12 },
	{ "dicembre", 12 }, { "diciembre", 12 }, { "duben", 4 },
	{ "dubna", 4 }, { "ekim", 10 }, { "elokuuta", 8 }, { "enero", 1 },
	{ "eylul", 9 }, { "febbraio", 2 }, { "feber", 2 }, { "febrero", 2 },
	{ "februarie", 2 }, { "february", 2 }, { "fevereiro", 2 },
	{ "fevrier", 2 }, { "gener", 1 }, { "gennaio", 1 }, { "giugno", 6 },
	{ "grudnia", 12 }, { "grudzien", 12 }, { "haziran", 6 },
	{ "heinakuuta", 7 }, { "helmikuuta", 2 }, { "huhtikuuta", 4 },
	{ "ianuarie", 1 }, { "iulie", 7 }, { "iunie", 6 }, { "janeiro", 1 },
	{ "janner", 1 }, { "januari", 1 }, { "january", 1 }, { "janvier", 1 },
	{ "joulukuuta", 12 }, { "juillet", 7 }, { "juin", 6 }, { "julho", 7 },
	{ "juliol", 7 }, { "julius", 7 }, { "july", 7 }, { "june", 6 },
	{ "junho", 6 }, { "junio", 6 }, { "junius", 6 }, { "juny", 6 },
	{ "kasim", 11 }, { "kesakuuta", 6 }, { "kveten", 5 }, { "kvetna", 5 },
	{ "kwiecien", 4 }, { "kwietnia", 4 }, { "leden", 1 }, { "ledna", 1 },
	{ "lipca", 7 }, { "lipiec", 7 }, { "listopada", 11 },
	{ "listopadu", 11 }, { "lokakuuta", 10 }, { "luglio", 7 },
	{ "lutego", 2 }, { "luty", 2 }, { "maaliskuuta", 3 }, { "maart", 3 },
	{ "maerz", 3 }, { "maggio", 5 }, { "maig", 5 }, { "maio", 5 },
	{ "maja", 5 }, { "majus", 5 }, { "mar", 3 }, { "marca", 3 },
	{ "march", 3 }, { "marcius", 3 }, { "marco", 3 }, { "marec", 3 },
	{ "maret", 3 }, { "marraskuuta", 11 }, { "mars", 3 }, { "martie", 3 },
	{ "marts", 3 }, { "marzec", 3 }, { "marzo", 3 }, { "mayis", 5 },
	{ "mayo", 5 }, { "mei", 5 }, { "mrt", 3 }, { "mrz", 3 },
	{ "nisan", 4 }, { "noiembrie", 11 }, { "november", 11 },
	{ "novembre", 11 }, { "novembro", 11 }, { "noviembre", 11 },
	{ "ocak", 1 }, { "october", 10 }, { "octobre", 10 },
	{ "octombrie", 10 }, { "octubre", 10 }, { "oktober", 10 },
	{ "ottobre", 10 }, { "outubro", 10 }, { "pazdziernika", 10 },
	{ "prosince", 12 }, { "prosinec", 12 }, { "rijen", 10 },
	{ "rijna", 10 }, { "september", 9 }, { "septembre", 9 },
	{ "septembrie", 9 }, { "septiembre", 9 }, { "setembre", 9 },
	{ "setembro", 9 }, { "setiembre", 9 }, { "settembre", 9 },
	{ "sierpien", 8 }, { "sierpnia", 8 }, { "srpen", 8 }, { "srpna", 8 },
	{ "styczen", 1 }, { "stycznia", 1 }, { "subat", 2 },
	{ "syyskuuta", 9 }, { "szeptember", 9 }, { "tammikuuta", 1 },
	{ "temmuz", 7 }, { "toukokuuta", 5 }, { "unora", 2 },
	{ "wrzesien", 9 }, { "wrzesnia", 9 }, { "zari", 9 }, { "απριλιοσ", 4 },
	{ "απριλιου", 4 }, { "αυγουστοσ", 8 }, { "αυγουστου", 8 },
	{ "δεκεμβριοσ", 12 }, { "δεκεμβριου", 12 }, { "ιανουαριοσ", 1 },
	{ "ιανουαριου", 1 }, { "ιολ", 7 }, { "ιον", 6 }, { "ιουλιοσ", 7 },
	{ "ιουλιου", 7 }, { "ιουνιοσ", 6 }, { "ιουνιου", 6 }, { "μαιοσ", 5 },
	{ "μαιου", 5 }, { "μαρτιοσ", 3 }, { "μαρτιου", 3 }, { "μαω", 3 },
	{ "νοεμβριοσ", 11 }, { "νοεμβριου", 11 }, { "οκτωβριοσ", 10 },
	{ "οκτωβριου", 10 }, { "σεπτεμβριοσ", 9 }, { "σεπτεμβριου", 9 },
	{ "φεβρουαριοσ", 2 }, { "φεβρουαριου", 2 }, { "августа", 8 },
	{ "апрель", 4 }, { "апреля", 4 }, { "април", 4 }, { "березень", 3 },
	{ "березня", 3 }, { "вересень", 9 }, { "вересня", 9 },
	{ "грудень", 12 }, { "грудня", 12 }, { "декабрь", 12 },
	{ "декабря", 12 }, { "декември", 12 }, { "жовтень", 10 },
	{ "жовтня", 10 }, { "июль", 7 }, { "июля", 7 }, { "июнь", 6 },
	{ "июня", 6 }, { "квітень", 4 }, { "квітня", 4 }, { "липень", 7 },
	{ "липня", 7 }, { "листопада", 11 }, { "лютии", 2 }, { "лютого", 2 },
	{ "маи", 5 }, { "марта", 3 }, { "мая", 5 }, { "ноември", 11 },
	{ "ноябрь", 11 }, { "ноября", 11 }, { "октомври", 10 },
	{ "октябрь", 10 }, { "октября", 10 }, { "сентябрь", 9 },
	{ "сентября", 9 }, { "септември", 9 }, { "серпень", 8 },
	{ "серпня", 8 }, { "січень", 1 }, { "січня", 1 }, { "травень", 5 },
	{ "травня", 5 }, { "февраль", 2 }, { "февраля", 2 }, { "февруари", 2 },
	{ "червень", 6 }, { "червня", 6 }, { "юли", 7 }, { "юни", 6 },
	{ "январь", 1 }, { "января", 1 }, { "януари", 1 }
};

/* The same for days of the week, down to those of two letters. */
static const struct name weekdays[] = {
	{ "ca", 0 }, { "carsamba", 0 }, { "cs", 0 }, { "csutortok", 0 },
	{ "ct", 0 }, { "ctvrtek", 0 }, { "cu", 0 }, { "cumartesi", 0 },
	{ "cz", 0 }, { "czwartek", 0 }, { "di", 0 }, { "dienstag", 0 },
	{ "dijous", 0 }, { "dilluns", 0 }, { "dimanche", 0 }, { "dimarts", 0 },
	{ "dimecres", 0 }, { "dinsdag", 0 }, { "dissabte", 0 },
	{ "diumenge", 0 }, { "divendres", 0 }, { "do", 0 }, { "domenica", 0 },
	{ "domingo", 0 }, { "donderdag", 0 }, { "donnerstag", 0 }, { "du", 0 },
	{ "duminica", 0 }, { "feira", 0 }, { "fr", 0 }, { "fredag", 0 },
	{ "freitag", 0 }, { "friday", 0 }, { "gi", 0 }, { "giovedi", 0 },
	{ "hetfo", 0 }, { "je", 0 }, { "jeudi", 0 }, { "jo", 0 }, { "joi", 0 },
	{ "ju", 0 }, { "jueves", 0 }, { "jumat", 0 }, { "kamis", 0 },
	{ "ke", 0 }, { "kedd", 0 }, { "keskiviikkona", 0 }, { "la", 0 },
	{ "lauantaina", 0 }, { "lo", 0 }, { "lordag", 0 }, { "lu", 0 },
	{ "lundi", 0 }, { "lunedi", 0 }, { "lunes", 0 }, { "luni", 0 },
	{ "ma", 0 }, { "maanantaina", 0 }, { "maandag", 0 }, { "mandag", 0 },
	{ "mardi", 0 }, { "martedi", 0 }, { "martes", 0 }, { "marti", 0 },
	{ "me", 0 }, { "mercoledi", 0 }, { "mercredi", 0 }, { "mi", 0 },
	{ "miercoles", 0 }, { "miercuri", 0 }, { "minggu", 0 },
	{ "mittwoch", 0 }, { "mo", 0 }, { "monday", 0 }, { "montag", 0 },
	{ "nd", 0 }, { "ne", 0 }, { "nedela", 0 }, { "nedele", 0 },
	{ "niedziela", 0 }, { "niedziele", 0 }, { "onsdag", 0 }, { "pa", 0 },
	{ "patek", 0 }, { "pazartesi", 0 }, { "pe", 0 }, { "pentek", 0 },
	{ "perjantaina", 0 }, { "persembe", 0 }, { "piatek", 0 },
	{ "piatok", 0 }, { "pn", 0 }, { "po", 0 }, { "pondeli", 0 },
	{ "pondelok", 0 }, { "poniedzialek", 0 }, { "pt", 0 }, { "pz", 0 },
	{ "quarta", 0 }, { "quinta", 0 }, { "rabu", 0 }, { "sa", 0 },
	{ "sabado", 0 }, { "sabato", 0 }, { "sabtu", 0 }, { "sali", 0 },
	{ "sambata", 0 }, { "samedi", 0 }, { "samstag", 0 }, { "saturday", 0 },
	{ "segunda", 0 }, { "selasa", 0 }, { "senin", 0 }, { "sexta", 0 },
	{ "so", 0 }, { "sobota", 0 }, { "sobote", 0 }, { "sondag", 0 },
	{ "sonnabend", 0 }, { "sonntag", 0 }, { "sr", 0 }, { "sroda", 0 },
	{ "srode", 0 }, { "st", 0 }, { "streda", 0 }, { "stvrtok", 0 },
	{ "su", 0 }, { "sunday", 0 }, { "sunnuntaina", 0 }, { "szerda", 0 },
	{ "szombat", 0 }, { "terca", 0 }, { "th", 0 }, { "thursday", 0 },
	{ "ti", 0 }, { "tiistaina", 0 }, { "tirsdag", 0 }, { "tisdag", 0 },
	{ "to", 0 }, { "torsdag", 0 }, { "torstaina", 0 }, { "tu", 0 },
	{ "tuesday", 0 }, { "ut", 0 }, { "utery", 0 }, { "utorok", 0 },
	{ "vasarnap", 0 }, { "ve", 0 }, { "vendredi", 0 }, { "venerdi", 0 },
	{ "vi", 0 }, { "viernes", 0 }, { "vineri", 0 }, { "vr", 0 },
	{ "vrijdag", 0 }, { "we", 0 }, { "wednesday", 0 }, { "wo", 0 },
	{ "woensdag", 0 }, { "wt", 0 }, { "wtorek", 0 }, { "za", 0 },
	{ "zaterdag", 0 }, { "zo", 0 }, { "zondag", 0 }, { "δε", 0 },
	{ "δευτερα", 0 }, { "κυ", 0 }, { "κυριακη", 0 }, { "πα", 0 },
	{ "παρασκευη", 0 }, { "πε", 0 }, { "πεμπτη", 0 }, { "σα", 0 },
	{ "σαββατο", 0 }, { "τε", 0 }, { "τεταρτη", 0 }, { "τρ", 0 },
	{ "τριτη", 0 }, { "воскресенье", 0 }, { "вс", 0 }, { "вт", 0 },
	{ "вторник", 0 }, { "вівторок", 0 }, { "нд", 0 }, { "неделя", 0 },
	{ "неділя", 0 }, { "петък", 0 }, { "пн", 0 }, { "понеделник", 0 },
	{ "понедельник", 0 }, { "понеділок", 0 }, { "пт", 0 },
	{ "пятница", 0 }, { "пятницу", 0 }, { "сб", 0 }, { "середа", 0 },
	{ "середу", 0 }, { "ср", 0 }, { "среда", 0 }, { "среду", 0 },
	{ "сряда", 0 }, { "суббота", 0 }, { "субботу", 0 }, { "субота", 0 },
	{ "суботу", 0 }, { "събота", 0 }, { "четверг", 0 }, { "четвъртък", 0 },
	{ "чт", 0 }, { "ятницю", 0 }, { "ятниця", 0 }
};

/* What stands between the parts of a date; only as a whole. */
static const struct name fillers[] = {
	{ "al", 0 }, { "alle", 0 }, { "as", 0 }, { "at", 0 }, { "clock", 0 },
	{ "da", 0 }, { "de", 0 }, { "del", 0 }, { "den", 0 }, { "der", 0 },
	{ "des", 0 }, { "det", 0 }, { "die", 0 }, { "dos", 0 }, { "el", 0 },
	{ "em", 0 }, { "eme", 0 }, { "en", 0 }, { "godz", 0 }, { "heure", 0 },
	{ "heures", 0 }, { "hod", 0 }, { "hora", 0 }, { "horas", 0 },
	{ "ieme", 0 }, { "il", 0 }, { "in", 0 }, { "kl", 0 }, { "klo", 0 },
	{ "klokken", 0 }, { "las", 0 }, { "le", 0 }, { "les", 0 },
	{ "los", 0 }, { "noon", 0 }, { "ob", 0 }, { "od", 0 }, { "of", 0 },
	{ "om", 0 }, { "ora", 0 }, { "ore", 0 }, { "os", 0 }, { "saat", 0 },
	{ "standard", 0 }, { "tid", 0 }, { "time", 0 }, { "uhr", 0 },
	{ "um", 0 }, { "ur", 0 }, { "uur", 0 }, { "го", 0 }, { "год", 0 },
	{ "года", 0 }, { "году", 0 }, { "на", 0 }, { "роки", 0 },
	{ "року", 0 }, { "рік", 0 }, { "час", 0 }, { "часов", 0 }
};

/* RFC 5322 and the names seen in feeds; ambiguous ones by the likelier. */
static const struct name zones[] = {
	{ "acdt", 630 }, { "acst", 570 }, { "adt", -180 }, { "aedt", 660 },
	{ "aest", 600 }, { "akdt", -480 }, { "akst", -540 }, { "art", -180 },
	{ "ast", -240 }, { "at", -240 }, { "awst", 480 }, { "azost", 0 },
	{ "bdt", 360 }, { "bot", -240 }, { "brst", -120 }, { "brt", -180 },
	{ "bst", 60 }, { "cat", 120 }, { "cdt", -300 }, { "central", -360 },
	{ "cest", 120 }, { "cet", 60 }, { "chst", 600 }, { "clst", -180 },
	{ "clt", -240 }, { "cot", -300 }, { "cst", -360 }, { "ct", -360 },
	{ "eastern", -300 }, { "eat", 180 }, { "ect", -300 }, { "edt", -240 },
	{ "eest", 180 }, { "eet", 120 }, { "est", -300 }, { "et", -300 },
	{ "gmt", 0 }, { "gst", 240 }, { "hae", -240 }, { "hdt", -540 },
	{ "hkt", 480 }, { "hne", -300 }, { "hst", -600 }, { "ict", 420 },
	{ "idt", 180 }, { "irkt", 480 }, { "irst", 210 }, { "ist", 330 },
	{ "jst", 540 }, { "krat", 420 }, { "kst", 540 }, { "magt", 660 },
	{ "mdt", -360 }, { "mest", 120 }, { "mesz", 120 }, { "met", 60 },
	{ "mez", 60 }, { "mmt", 390 }, { "mountain", -420 }, { "msd", 240 },
	{ "msk", 180 }, { "mst", -420 }, { "mt", -420 }, { "myt", 480 },
	{ "ndt", -150 }, { "novt", 420 }, { "npt", 345 }, { "nst", -210 },
	{ "nzdt", 780 }, { "nzst", 720 }, { "oesz", 180 }, { "oez", 120 },
	{ "omst", 360 }, { "pacific", -480 }, { "pdt", -420 }, { "pet", -300 },
	{ "pht", 480 }, { "pkt", 300 }, { "pst", -480 }, { "pt", -480 },
	{ "samt", 240 }, { "sast", 120 }, { "sgt", 480 }, { "sst", -660 },
	{ "trt", 180 }, { "uct", 0 }, { "ut", 0 }, { "utc", 0 },
	{ "uyt", -180 }, { "uzt", 300 }, { "vet", -240 }, { "vlat", 600 },
	{ "wat", 60 }, { "west", 60 }, { "wet", 0 }, { "wib", 420 },
	{ "wit", 540 }, { "wita", 480 }, { "yakt", 540 }, { "yekt", 300 },
	{ "z", 0 }, { "zulu", 0 }, { "мск", 180 }
};

/* The first that fits: longer ones stand before those they begin with. */
static const struct mark marks[] = {
	{ "日曜日", DATE_FILLER, 0 }, { "月曜日", DATE_FILLER, 0 },
	{ "火曜日", DATE_FILLER, 0 }, { "水曜日", DATE_FILLER, 0 },
	{ "木曜日", DATE_FILLER, 0 }, { "金曜日", DATE_FILLER, 0 },
	{ "土曜日", DATE_FILLER, 0 }, { "일요일", DATE_FILLER, 0 },
	{ "월요일", DATE_FILLER, 0 }, { "화요일", DATE_FILLER, 0 },
	{ "수요일", DATE_FILLER, 0 }, { "목요일", DATE_FILLER, 0 },
	{ "금요일", DATE_FILLER, 0 }, { "토요일", DATE_FILLER, 0 },
	{ "年", DATE_YEARS, 0 }, { "년", DATE_YEARS, 0 },
	{ "月份", DATE_MONTHS, 0 }, { "月", DATE_MONTHS, 0 },
	{ "월", DATE_MONTHS, 0 },
	{ "日", DATE_DAYS, 0 }, { "일", DATE_DAYS, 0 },
	{ "号", DATE_DAYS, 0 }, { "號", DATE_DAYS, 0 },
	{ "時", DATE_HOURS, 0 }, { "时", DATE_HOURS, 0 },
	{ "点", DATE_HOURS, 0 }, { "點", DATE_HOURS, 0 },
	{ "시", DATE_HOURS, 0 },
	{ "分", DATE_MINUTES, 0 }, { "분", DATE_MINUTES, 0 },
	{ "秒", DATE_SECONDS, 0 }, { "초", DATE_SECONDS, 0 },
	{ "上午", DATE_AM, 0 }, { "午前", DATE_AM, 0 },
	{ "오전", DATE_AM, 0 }, { "凌晨", DATE_AM, 0 },
	{ "早上", DATE_AM, 0 },
	{ "下午", DATE_PM, 0 }, { "午後", DATE_PM, 0 },
	{ "오후", DATE_PM, 0 }, { "晚上", DATE_PM, 0 },
	{ "中午", DATE_PM, 0 },
	{ "〇", DATE_NUMERAL, 0 }, { "零", DATE_NUMERAL, 0 },
	{ "一", DATE_NUMERAL, 1 }, { "元", DATE_NUMERAL, 1 },
	{ "二", DATE_NUMERAL, 2 }, { "三", DATE_NUMERAL, 3 },
	{ "四", DATE_NUMERAL, 4 }, { "五", DATE_NUMERAL, 5 },
	{ "六", DATE_NUMERAL, 6 }, { "七", DATE_NUMERAL, 7 },
	{ "八", DATE_NUMERAL, 8 }, { "九", DATE_NUMERAL, 9 },
	{ "十", DATE_NUMERAL, 10 },
	{ "火", DATE_FILLER, 0 }, { "水", DATE_FILLER, 0 },
	{ "木", DATE_FILLER, 0 }, { "金", DATE_FILLER, 0 },
	{ "土", DATE_FILLER, 0 }, { "화", DATE_FILLER, 0 },
	{ "수", DATE_FILLER, 0 }, { "목", DATE_FILLER, 0 },
	{ "금", DATE_FILLER, 0 }, { "토", DATE_FILLER, 0 },
	{ "令和", DATE_ERA, 2018 }, { "平成", DATE_ERA, 1988 },
	{ "民國", DATE_ERA, 1911 }, { "民国", DATE_ERA, 1911 }
};

/* "Sunday" in front of 一, 二 and so on, 日 and 天. */
static const char *const weeks[] = { "星期", "礼拜", "禮拜", "周", "週" };

#define COUNT(table)	(sizeof(table) / sizeof((table)[0]))

static size_t
count_letters(const char *word, size_t len)
{
	size_t	n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)word[i] & 0xc0) != 0x80;
	return (n);
}

/*
 * The length of the name that was found, 0 when none was: word itself, or
 * what it begins, when all these mean the same.
 */
static size_t
find(const struct name *names, size_t n, const char *word, size_t len,
    int *value)
{
	size_t	low = 0, high = n, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (strncmp(names[mid].text, word, len) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == n || strncmp(names[low].text, word, len) != 0)
		return (0);
	*value = names[low].value;
	if (names[low].text[len] == '\0')
		return (len);
	if (count_letters(word, len) < 3)
		return (0);
	for (mid = low + 1; mid < n; mid++) {
		if (strncmp(names[mid].text, word, len) != 0)
			break;
		if (names[mid].value != *value)
			return (0);
	}
	return (strlen(names[low].text));
}

static int
is_name(const struct name *names, size_t n, const char *word, size_t len,
    int *value)
{
	return (len > 0 && find(names, n, word, len, value) == len);
}

/*
 * Nearly every date of a feed has these, as three letters; only "mar" is
 * something else in other languages, too.
 */
static enum date_word
find_english(const char *word, int *value)
{
	static const char	english[] =
		"janfebmaraprmayjunjulaugsepoctnovdecsunmontuewedthufrisat";

	for (int i = 0; english[i * 3] != '\0'; i++) {
		if (word[0] != english[i * 3] ||
		    word[1] != english[i * 3 + 1] ||
		    word[2] != english[i * 3 + 2])
			continue;
		*value = i + 1;
		return (i >= 12 ? DATE_FILLER :
		    i == 2 ? DATE_PERHAPS_MONTH : DATE_MONTH);
	}
	return (DATE_UNKNOWN);
}

enum date_word
date_name(const char *word, size_t len, int *value)
{
	enum date_word	english;
	size_t		month, weekday;
	int		unused;

	if (len == 3 && (english = find_english(word, value)) != DATE_UNKNOWN)
		return (english);
	month = find(months, COUNT(months), word, len, value);
	weekday = find(weekdays, COUNT(weekdays), word, len, &unused);
	if (month != 0 && weekday != 0)
		return (weekday == len ? DATE_FILLER : DATE_PERHAPS_MONTH);
	if (month != 0)
		return (DATE_MONTH);
	if (weekday != 0 ||
	    is_name(fillers, COUNT(fillers), word, len, &unused))
		return (DATE_FILLER);
	return (DATE_UNKNOWN);
}

enum date_word
date_unit(const char *word, size_t len)
{
	static const struct name	units[] = {
		{ "h", DATE_HOURS }, { "heures", DATE_HOURS },
		{ "hod", DATE_HOURS }, { "horas", DATE_HOURS },
		{ "hr", DATE_HOURS }, { "hrs", DATE_HOURS },
		{ "hs", DATE_HOURS }, { "m", DATE_MINUTES },
		{ "min", DATE_MINUTES }, { "s", DATE_SECONDS },
		{ "sec", DATE_SECONDS }, { "sek", DATE_SECONDS },
		{ "u", DATE_HOURS }, { "uhr", DATE_HOURS },
		{ "uur", DATE_HOURS }, { "ч", DATE_HOURS }
	};

	for (size_t i = 0; i < COUNT(units); i++)
		if (word[0] == units[i].text[0] &&
		    (len == 1 || word[1] == units[i].text[1]) &&
		    strncmp(units[i].text, word, len) == 0 &&
		    units[i].text[len] == '\0')
			return ((enum date_word)units[i].value);
	return (DATE_UNKNOWN);
}

enum date_word
date_mark(const char *p, size_t len, size_t *used, int *value)
{
	size_t	n;

	if (len < strlen("日"))
		return (DATE_UNKNOWN);
	for (size_t i = 0; i < COUNT(marks); i++) {
		if (p[1] != marks[i].text[1] || p[2] != marks[i].text[2])
			continue;
		n = strlen(marks[i].text);
		if (n > len || memcmp(p, marks[i].text, n) != 0)
			continue;
		*used = n;
		*value = marks[i].value;
		return (marks[i].word);
	}
	for (size_t i = 0; i < COUNT(weeks); i++) {
		n = strlen(weeks[i]) + strlen("日");
		if (n > len || memcmp(p, weeks[i], n - strlen("日")) != 0 ||
		    (unsigned char)p[n - strlen("日")] < 0xe0)
			continue;
		*used = n;
		return (DATE_FILLER);
	}
	return (DATE_UNKNOWN);
}

int
date_zone(const char *word, size_t len, int *minutes)
{
	return (is_name(zones, COUNT(zones), word, len, minutes) ? 0 : -1);
}

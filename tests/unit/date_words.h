#ifndef TESTS_DATE_WORDS_H
#define TESTS_DATE_WORDS_H

/*
 * Months from January and days of the week as languages write them, words
 * parted by spaces; "-" is none.  And names of zones.
 */

struct language {
	const char	*name;
	const char	*months;	/* twelve */
	const char	*genitive;	/* twelve, or other names */
	const char	*brief;		/* twelve */
	const char	*weekdays;	/* any number */
};

static const struct language languages[] = {
	{ "English",
	    "January February March April May June July August September "
	    "October November December", NULL,
	    "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec",
	    "Sunday Monday Tuesday Wednesday Thursday Friday Saturday "
	    "Sun Mon Tues Wed Thur Thurs Fri Sat Su Mo Tu We Th Fr Sa" },
	{ "German",
	    "Januar Februar März April Mai Juni Juli August September "
	    "Oktober November Dezember",
	    "Jänner Feber Maerz - - - - - - - - -",
	    "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
	    "Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag "
	    "Sonnabend So Mo Di Mi Do Fr Sa" },
	{ "French",
	    "janvier février mars avril mai juin juillet août septembre "
	    "octobre novembre décembre", NULL,
	    "janv févr mars avr mai juin juil août sept oct nov déc",
	    "dimanche lundi mardi mercredi jeudi vendredi samedi "
	    "dim lun mar mer jeu ven sam" },
	{ "Spanish",
	    "enero febrero marzo abril mayo junio julio agosto septiembre "
	    "octubre noviembre diciembre",
	    "- - - - - - - - setiembre - - -",
	    "ene feb mar abr may jun jul ago sep oct nov dic",
	    "domingo lunes martes miércoles jueves viernes sábado "
	    "dom lun mar mié jue vie sáb" },
	{ "Italian",
	    "gennaio febbraio marzo aprile maggio giugno luglio agosto "
	    "settembre ottobre novembre dicembre", NULL,
	    "gen feb mar apr mag giu lug ago set ott nov dic",
	    "domenica lunedì martedì mercoledì giovedì venerdì sabato "
	    "dom lun mar mer gio ven sab" },
	{ "Portuguese",
	    "janeiro fevereiro março abril maio junho julho agosto setembro "
	    "outubro novembro dezembro", NULL,
	    "jan fev mar abr mai jun jul ago set out nov dez",
	    "domingo segunda-feira terça-feira quarta-feira quinta-feira "
	    "sexta-feira sábado dom seg ter qua qui sex sáb" },
	{ "Dutch",
	    "januari februari maart april mei juni juli augustus september "
	    "oktober november december", NULL,
	    "jan feb mrt apr mei jun jul aug sep okt nov dec",
	    "zondag maandag dinsdag woensdag donderdag vrijdag zaterdag "
	    "zo ma di wo do vr za" },
	{ "Russian",
	    "январь февраль март апрель май июнь июль август сентябрь "
	    "октябрь ноябрь декабрь",
	    "января февраля марта апреля мая июня июля августа сентября "
	    "октября ноября декабря",
	    "янв фев мар апр мая июн июл авг сен окт ноя дек",
	    "воскресенье понедельник вторник среда четверг пятница суббота "
	    "среду пятницу субботу вс пн вт ср чт пт сб" },
	{ "Polish",
	    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień "
	    "wrzesień październik listopad grudzień",
	    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia "
	    "września października listopada grudnia",
	    "sty lut mar kwi maj cze lip sie wrz paź lis gru",
	    "niedziela poniedziałek wtorek środa czwartek piątek sobota "
	    "niedz pon wt śr czw pt sob" },
	{ "Greek",
	    "Ιανουάριος Φεβρουάριος Μάρτιος Απρίλιος Μάιος Ιούνιος Ιούλιος "
	    "Αύγουστος Σεπτέμβριος Οκτώβριος Νοέμβριος Δεκέμβριος",
	    "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου "
	    "Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
	    "Ιαν Φεβ Μαρ Απρ Μαΐ Ιουν Ιουλ Αυγ Σεπ Οκτ Νοε Δεκ",
	    "Κυριακή Δευτέρα Τρίτη Τετάρτη Πέμπτη Παρασκευή Σάββατο "
	    "Κυρ Δευ Τρι Τετ Πεμ Παρ Σαβ Κυ Δε Τρ Τε Πε Πα Σα" },
	{ "Hungarian",
	    "január február március április május június július augusztus "
	    "szeptember október november december", NULL,
	    "jan febr márc ápr máj jún júl aug szept okt nov dec",
	    "vasárnap hétfő kedd szerda csütörtök péntek szombat" },
	{ "Swedish",
	    "januari februari mars april maj juni juli augusti september "
	    "oktober november december", NULL, NULL,
	    "söndag måndag tisdag onsdag torsdag fredag lördag "
	    "sön mån tis ons tors fre lör" },
	{ "Danish",
	    "januar februar marts april maj juni juli august september "
	    "oktober november december", NULL, NULL,
	    "søndag mandag tirsdag onsdag torsdag fredag lørdag" },
	{ "Norwegian",
	    "januar februar mars april mai juni juli august september "
	    "oktober november desember", NULL, NULL,
	    "søndag mandag tirsdag onsdag torsdag fredag lørdag" },
	{ "Finnish",
	    "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu "
	    "elokuu syyskuu lokakuu marraskuu joulukuu",
	    "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta "
	    "kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta "
	    "joulukuuta",
	    "tammi helmi maalis huhti touko kesä heinä elo syys loka marras "
	    "joulu",
	    "sunnuntai maanantai tiistai keskiviikko torstai perjantai "
	    "lauantai sunnuntaina maanantaina su ma ti ke to pe la" },
	{ "Czech",
	    "leden únor březen duben květen červen červenec srpen září říjen "
	    "listopad prosinec",
	    "ledna února března dubna května června července srpna září "
	    "října listopadu prosince",
	    "led úno bře dub kvě čen čec srp zář říj lis pro",
	    "neděle pondělí úterý středa čtvrtek pátek sobota "
	    "ne po út st čt pá so" },
	{ "Slovak",
	    "január február marec apríl máj jún júl august september október "
	    "november december", NULL, NULL,
	    "nedeľa pondelok utorok streda štvrtok piatok sobota" },
	{ "Ukrainian",
	    "січень лютий березень квітень травень червень липень серпень "
	    "вересень жовтень листопад грудень",
	    "січня лютого березня квітня травня червня липня серпня вересня "
	    "жовтня листопада грудня",
	    "січ лют бер кві тра чер лип серп вер жов лис гру",
	    "неділя понеділок вівторок середа четвер п'ятниця п’ятниця субота "
	    "нд пн вт ср чт пт сб" },
	{ "Bulgarian",
	    "януари февруари март април май юни юли август септември "
	    "октомври ноември декември", NULL, NULL,
	    "неделя понеделник вторник сряда четвъртък петък събота" },
	{ "Romanian",
	    "ianuarie februarie martie aprilie mai iunie iulie august "
	    "septembrie octombrie noiembrie decembrie", NULL,
	    "ian feb mar apr mai iun iul aug sept oct nov dec",
	    "duminică luni marți miercuri joi vineri sâmbătă" },
	{ "Turkish",
	    "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim "
	    "Kasım Aralık", NULL,
	    "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
	    "Pazar Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi "
	    "Paz Sal Çar Per Cum" },
	{ "Catalan",
	    "gener febrer març abril maig juny juliol agost setembre octubre "
	    "novembre desembre", NULL, NULL,
	    "diumenge dilluns dimarts dimecres dijous divendres dissabte" },
	{ "Indonesian",
	    "Januari Februari Maret April Mei Juni Juli Agustus September "
	    "Oktober November Desember", NULL,
	    "Jan Feb Mar Apr Mei Jun Jul Agt Sep Okt Nov Des",
	    "Minggu Senin Selasa Rabu Kamis Jumat Sabtu" },
	{ "Japanese",
	    "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
	    "１月 ２月 ３月 ４月 ５月 ６月 ７月 ８月 ９月 １０月 １１月 １２月",
	    NULL,
	    "日曜日 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日 月 火 水 木 金 土" },
	{ "Chinese",
	    "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月",
	    "1月份 2月份 3月份 4月份 5月份 6月份 7月份 8月份 9月份 10月份 "
	    "11月份 12月份", NULL,
	    "星期日 星期一 星期二 星期三 星期四 星期五 星期六 星期天 "
	    "周日 周一 周二 周三 周四 周五 周六 週日 礼拜天 禮拜三" },
	{ "Korean",
	    "1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월", NULL, NULL,
	    "일요일 월요일 화요일 수요일 목요일 금요일 토요일 일 월 화 수 목 금 토" }
};

/* Minutes east of Greenwich; military ones are none, RFC 5322 4.3. */
static const struct {
	const char	*name;
	int		 minutes;
} zones[] = {
	{ "Z", 0 }, { "UT", 0 }, { "UTC", 0 }, { "GMT", 0 }, { "WET", 0 },
	{ "EST", -300 }, { "EDT", -240 }, { "CST", -360 }, { "CDT", -300 },
	{ "MST", -420 }, { "MDT", -360 }, { "PST", -480 }, { "PDT", -420 },
	{ "AST", -240 }, { "ADT", -180 }, { "NST", -210 }, { "NDT", -150 },
	{ "AKST", -540 }, { "AKDT", -480 }, { "HST", -600 }, { "ET", -300 },
	{ "CT", -360 }, { "MT", -420 }, { "PT", -480 }, { "AT", -240 },
	{ "BRT", -180 }, { "ART", -180 }, { "CLT", -240 }, { "BST", 60 },
	{ "WEST", 60 }, { "CET", 60 }, { "MEZ", 60 }, { "MET", 60 },
	{ "CEST", 120 }, { "MEST", 120 }, { "MESZ", 120 }, { "EET", 120 },
	{ "SAST", 120 }, { "EEST", 180 }, { "MSK", 180 }, { "МСК", 180 },
	{ "PKT", 300 }, { "IST", 330 }, { "NPT", 345 }, { "WIB", 420 },
	{ "SGT", 480 }, { "HKT", 480 }, { "AWST", 480 }, { "JST", 540 },
	{ "KST", 540 }, { "ACST", 570 }, { "AEST", 600 }, { "ACDT", 630 },
	{ "AEDT", 660 }, { "NZST", 720 }, { "NZDT", 780 }, { "A", 0 },
	{ "B", 0 }, { "M", 0 }, { "N", 0 }, { "Y", 0 }, { "J", 0 }
};

#endif

// Who buys in a demo's past: people of many places, with names that are long, short, of several scripts and from right to left.
using System.Globalization;
using Cartwright.Identity;
using Cartwright.Web;

namespace Cartwright.Host;

/// <summary>Somebody who buys.</summary>
/// <param name="Person">The account, or of guests what they write into the form.</param>
/// <param name="IsGuest">Whether there is no account.</param>
internal sealed record HistoryBuyer(DemoPerson Person, bool IsGuest)
{
    /// <summary>Where parcels go.</summary>
    public PostalAddress Address => Person.Address!;
}

internal static class HistoryPeople
{
    /// <summary>Names as people write them, and in Latin letters for their mail addresses.</summary>
    private static readonly (string Names, string Latin)[] Given =
    [
        ("Amelia Noah Sofia Liam Grace Ethan Chloe Mason Ruby Owen Hazel Caleb Naomi Julian Ivy Silas", ""),
        (
            "Lena Jonas Mia Felix Hannah Jürgen Käthe Björn Annelise Moritz",
            "lena jonas mia felix hannah juergen kaethe bjoern annelise moritz"
        ),
        ("Chloé Théo Inès Léa Zoë François", "chloe theo ines lea zoe francois"),
        ("Lucía Mateo José Ana-Sofía Íñigo Marisol", "lucia mateo jose ana-sofia inigo marisol"),
        ("Siobhán Aoife Seán Gwendolyn", "siobhan aoife sean gwendolyn"),
        ("Olumide Adaeze Chidi Ngozi Kwame", "olumide adaeze chidi ngozi kwame"),
        ("Priya Arjun Ananya Rohan", "priya arjun ananya rohan"),
        ("Nguyễn Thảo Đức", "nguyen thao duc"),
        ("محمد فاطمة ليلى يوسف", "mohammad fatima layla yusuf"),
        ("נועה איתן מאיה", "noa eitan maya"),
        ("美咲 健太 さくら", "misaki kenta sakura"),
        ("지우 민준", "jiwoo minjun"),
        ("Олена Дмитро", "olena dmytro"),
        ("Ελένη Νίκος", "eleni nikos"),
    ];

    private static readonly (string Names, string Latin)[] Family =
    [
        (
            "Carter Brooks Ellis Hayes Porter Whitaker Sullivan Ramirez Nguyen Okafor Kim Delgado Fletcher Osborne Vaughn Li",
            "carter brooks ellis hayes porter whitaker sullivan ramirez nguyen okafor kim delgado fletcher osborne vaughn li"
        ),
        (
            "Schäfer Weiß Hofmann Müller-Lüdenscheidt Krüger Vogel Brandt Öztürk",
            "schaefer weiss hofmann mueller-luedenscheidt krueger vogel brandt oeztuerk"
        ),
        ("Lefèvre Dubois Béranger d'Aubigné", "lefevre dubois beranger daubigne"),
        ("García Núñez Fernández-Castañeda Ibarra", "garcia nunez fernandez-castaneda ibarra"),
        ("O'Connor Ní-Bhriain MacGillivray Featherstonehaugh", "oconnor ni-bhriain macgillivray featherstonehaugh"),
        ("Adeyemi-Olatunji Eze Mensah Nwosu", "adeyemi-olatunji eze mensah nwosu"),
        ("Raghunathan Iyer Chatterjee Venkatasubramanian", "raghunathan iyer chatterjee venkatasubramanian"),
        ("Trần Phạm Lê", "tran pham le"),
        ("الحسيني الخطيب منصور", "alhusseini alkhatib mansour"),
        ("כהן לוי אברהמי", "cohen levi avrahami"),
        ("佐藤 高橋 渡辺", "sato takahashi watanabe"),
        ("김 박", "kim park"),
        ("Шевченко Коваленко", "shevchenko kovalenko"),
        ("Παπαδοπούλου Γεωργίου", "papadopoulou georgiou"),
    ];

    /// <summary>How many of a hundred have names of each row above.</summary>
    private static readonly int[] Shares = [44, 12, 6, 7, 5, 5, 5, 3, 4, 3, 2, 1, 2, 1];

    private static readonly (string City, string Country, string? Region, string Code, string[] Streets)[] InAmerica =
    [
        ("Portland", "US", "OR", "97209", ["Alder Street", "Canal Street", "Everett Street"]),
        ("Austin", "US", "TX", "78704", ["Congress Avenue", "Barton Road"]),
        ("Brooklyn", "US", "NY", "11215", ["Prospect Park West", "7th Avenue"]),
        ("Chicago", "US", "IL", "60614", ["Clark Street", "Wrightwood Avenue"]),
        ("Seattle", "US", "WA", "98103", ["Fremont Avenue N", "Stone Way"]),
        ("San Francisco", "US", "CA", "94110", ["Valencia Street", "Folsom Street"]),
        ("Denver", "US", "CO", "80211", ["Tennyson Street", "Lowell Boulevard"]),
        ("Minneapolis", "US", "MN", "55408", ["Lyndale Avenue S"]),
        ("Savannah", "US", "GA", "31401", ["Whitaker Street"]),
        ("Burlington", "US", "VT", "05401", ["Pine Street"]),
        ("Honolulu", "US", "HI", "96816", ["Waialae Avenue"]),
        ("Toronto", "CA", "ON", "M6J 1H4", ["Queen Street W"]),
        ("Montréal", "CA", "QC", "H2T 2M2", ["Boulevard Saint-Laurent"]),
        ("Vancouver", "CA", "BC", "V6K 2G8", ["West 4th Avenue"]),
    ];

    private static readonly (string City, string Country, string? Region, string Code, string[] Streets)[] Elsewhere =
    [
        ("Berlin", "DE", null, "10999", ["Oranienstraße", "Maybachufer"]),
        ("Hamburg", "DE", null, "22765", ["Ottenser Hauptstraße"]),
        ("Wien", "AT", null, "1070", ["Neubaugasse"]),
        ("Zürich", "CH", null, "8004", ["Langstrasse"]),
        ("London", "GB", null, "E8 3PN", ["Broadway Market"]),
        ("Edinburgh", "GB", null, "EH6 6RA", ["Great Junction Street"]),
        ("Dublin", "IE", null, "D08 X2K5", ["Francis Street"]),
        ("Paris", "FR", null, "75011", ["Rue Oberkampf"]),
        ("Lyon", "FR", null, "69004", ["Rue de la Croix-Rousse"]),
        ("Madrid", "ES", null, "28012", ["Calle de Embajadores"]),
        ("Lisboa", "PT", null, "1200-109", ["Rua da Rosa"]),
        ("Athína", "GR", null, "11742", ["Odos Veikou"]),
        ("Sydney", "AU", "NSW", "2042", ["King Street"]),
        ("Ōsaka", "JP", null, "550-0014", ["Kitahorie"]),
        ("Seoul", "KR", null, "04039", ["Yanghwa-ro"]),
    ];

    /// <summary>A few who are always there: what a page does with them is worth a look.</summary>
    private static readonly (string Name, string Latin)[] Always =
    [
        ("عبد الرحمن بن محمد الخوارزمي", "abdulrahman.alkhwarizmi"),
        ("Maximiliana-Theodora Wolfeschlegelsteinhausenbergerdorff", "mt.wolfe"),
        ("Bo", "bo"),
        ("רחל בן־דוד", "rachel.bendavid"),
        ("María de los Ángeles Fernández de Córdoba y Álvarez de Toledo", "maria.fdc"),
        ("王小明", "xiaoming.wang"),
    ];

    /// <summary>So many different people; the same from the same chance.</summary>
    public static List<HistoryBuyer> Make(Random chance, int customers, int guests)
    {
        var made = new List<HistoryBuyer>(customers + guests);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; made.Count < customers + guests; i++)
        {
            var (name, latin) = i < Always.Length ? Always[i] : Name(chance);
            var isGuest = made.Count >= customers;
            var mail = taken.Add(latin) ? latin : latin + "." + (10 + (i % 89)).ToString(CultureInfo.InvariantCulture);
            if (mail != latin && !taken.Add(mail))
            {
                continue;
            }

            var host = chance.Next(3) switch
            {
                0 => "example.com",
                1 => "example.org",
                _ => "example.net",
            };
            var id = string.Create(CultureInfo.InvariantCulture, $"demo-{(isGuest ? "guest" : "customer")}-{made.Count + 1:D3}");
            made.Add(new(new(id, $"{mail}@{host}", name, Address(chance, name)), isGuest));
        }

        return made;
    }

    private static (string Name, string Latin) Name(Random chance)
    {
        var at = chance.Next(100);
        var row = Array.FindIndex(Shares, share => (at -= share) < 0);
        var (given, givenLatin) = Pick(chance, Given[row]);
        var (family, familyLatin) = Pick(chance, Family[row]);

        // East Asian names begin with the family's.
        return (row is 10 or 11 ? $"{family} {given}" : $"{given} {family}", $"{givenLatin}.{familyLatin}");
    }

    private static (string Word, string Latin) Pick(Random chance, (string Names, string Latin) of)
    {
        var words = of.Names.Split(' ');
        var at = chance.Next(words.Length);
        return (words[at], of.Latin.Length == 0 ? words[at].ToLowerInvariant() : of.Latin.Split(' ')[at]);
    }

    private static PostalAddress Address(Random chance, string name)
    {
        var places = chance.Next(100) < 78 ? InAmerica : Elsewhere;
        var (city, country, region, code, streets) = places[chance.Next(places.Length)];
        var street = streets[chance.Next(streets.Length)];
        var number = (1 + chance.Next(240)).ToString(CultureInfo.InvariantCulture);
        var line = country is "US" or "CA" or "GB" or "IE" or "AU" or "FR" ? $"{number} {street}" : $"{street} {number}";
        return new(
            name,
            line,
            city,
            country,
            code,
            chance.Next(6) == 0 ? "Apt " + (1 + chance.Next(30)).ToString(CultureInfo.InvariantCulture) : null,
            region
        );
    }
}

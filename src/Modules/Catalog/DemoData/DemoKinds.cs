// What the demo shop sells: kinds of goods with the words, prices and attributes that belong to them.
namespace Cartwright.Catalog.DemoData;

/// <summary>A kind of goods.</summary>
/// <param name="Noun">Ends the name and decides the picture.</param>
/// <param name="Words">What stands between series and noun: how or of what it is made.</param>
/// <param name="Low">Lowest price in whole dollars.</param>
/// <param name="High">Highest price in whole dollars.</param>
/// <param name="Grams">Weight of a small one.</param>
/// <param name="Sizes">Sizes of its variants; empty when it comes in one.</param>
/// <param name="Lead">First sentence; {0} is the noun in small letters.</param>
/// <param name="Detail">A sentence only this kind has.</param>
internal sealed record DemoKind(
    string Category,
    string Noun,
    string[] Words,
    int Low,
    int High,
    int Grams,
    string[] Sizes,
    string[] Lead,
    string Detail
);

internal static class DemoKinds
{
    private static readonly string[] Shoe = ["38", "40", "42", "44"];
    private static readonly string[] Cloth = ["S", "M", "L", "XL"];
    private static readonly string[] None = [];

    public static IReadOnlyList<DemoKind> All { get; } =
    [
        new(
            "Electronics",
            "Mouse",
            ["Wireless", "Silent", "Ergonomic"],
            19,
            89,
            84,
            None,
            ["A quiet {0} that disappears in the hand.", "A light {0} for long days at the desk."],
            "One charge lasts about ten weeks."
        ),
        new(
            "Electronics",
            "Headphones",
            ["Wireless", "Studio", "Noise-Cancelling"],
            49,
            349,
            240,
            None,
            ["Closed-back {0} with a calm, even sound.", "{1} that stay comfortable past the second album."],
            "Forty hours on one charge, and a cable for the forty-first."
        ),
        new(
            "Electronics",
            "Keyboard",
            ["Mechanical", "Low-Profile", "Compact"],
            59,
            219,
            720,
            None,
            ["A firm {0} with a soft voice.", "A {0} that types as well as it looks."],
            "Hot-swappable switches; the caps never shine."
        ),
        new(
            "Electronics",
            "Speaker",
            ["Bluetooth", "Bookshelf", "Portable"],
            39,
            399,
            980,
            None,
            ["A {0} with more room in it than its size allows.", "Warm at low volume, steady at high: a {0} for living with."],
            "Two of them make a pair at the press of a button."
        ),
        new(
            "Electronics",
            "Camera",
            ["Compact", "Instant", "Travel"],
            119,
            849,
            410,
            None,
            ["A {0} small enough to be there when it matters.", "A simple {0} with a very good lens."],
            "The shutter is silent; the dial is not a menu."
        ),
        new(
            "Kitchen",
            "Mug",
            ["Stoneware", "Enamel", "Porcelain", "Speckled"],
            9,
            34,
            340,
            None,
            ["A {0} with a thumb's width of handle to spare.", "A generous {0} that keeps its heat."],
            "Holds 350 ml and survives the dishwasher."
        ),
        new(
            "Kitchen",
            "Kettle",
            ["Stovetop", "Enamel", "Gooseneck"],
            29,
            129,
            950,
            None,
            ["A {0} that pours where you point it.", "A {0} too handsome for the cupboard."],
            "Whistles once, politely, at the boil."
        ),
        new(
            "Kitchen",
            "Pan",
            ["Cast-Iron", "Carbon-Steel", "Copper-Core"],
            34,
            189,
            1600,
            ["24 cm", "28 cm"],
            ["A {0} that gets better every year.", "An even-tempered {0} for everyday cooking."],
            "Works on every hob, induction included."
        ),
        new(
            "Kitchen",
            "Bowl",
            ["Stoneware", "Glazed", "Serving", "Olivewood"],
            12,
            79,
            620,
            None,
            ["A wide {0} for salad, fruit or nothing at all.", "A {0} finished by hand, so no two are quite alike."],
            "Stacks with its smaller sisters."
        ),
        new(
            "Furniture",
            "Chair",
            ["Oak", "Ash", "Upholstered", "Bentwood"],
            89,
            489,
            5200,
            None,
            ["A {0} you can sit in through dessert and the argument after.", "A light {0} with a back that gives a little."],
            "Carries 150 kg; the feet do not mark floors."
        ),
        new(
            "Furniture",
            "Sofa",
            ["Two-Seat", "Linen", "Velvet"],
            399,
            900,
            38000,
            None,
            ["A {0} deep enough for an afternoon.", "A {0} with covers that come off and go in the wash."],
            "Arrives in two boxes and needs no tools."
        ),
        new(
            "Furniture",
            "Shelf",
            ["Oak", "Modular", "Ladder", "Walnut"],
            79,
            429,
            14000,
            None,
            ["A {0} for books, and for what ends up among books.", "A {0} that stands straight on crooked floors."],
            "Each board carries 25 kg."
        ),
        new(
            "Furniture",
            "Table",
            ["Dining", "Oak", "Side", "Extending"],
            99,
            799,
            21000,
            None,
            ["A plain {0}, made well.", "A {0} with rounded corners at hip height."],
            "Oiled, not lacquered: scratches can be sanded out."
        ),
        new(
            "Lighting",
            "Lamp",
            ["Linen Table", "Reading", "Bedside", "Ceramic Table"],
            29,
            219,
            1500,
            None,
            ["A {0} that makes a corner worth sitting in.", "A small {0} with a soft edge to its light."],
            "Dims with one finger; the bulb is included."
        ),
        new(
            "Lighting",
            "Pendant",
            ["Enamel", "Dome", "Spun-Metal"],
            49,
            329,
            1900,
            None,
            ["A {0} to gather a table under.", "A {0} that throws its light down and keeps its glare to itself."],
            "Two metres of woven cable, shortened without tools."
        ),
        new(
            "Lighting",
            "Floor Lamp",
            ["Arc", "Tripod", "Slim"],
            79,
            399,
            4800,
            None,
            ["A {0} that reaches over the back of the sofa.", "A {0} for rooms without a ceiling light."],
            "The base is heavy enough for cats."
        ),
        new(
            "Plants",
            "Monstera",
            ["Young", "Potted", "Tall"],
            24,
            119,
            3400,
            None,
            ["A healthy {0} with leaves already split.", "A {0} for a bright spot out of the sun."],
            "Water once a week; it forgives the second week."
        ),
        new(
            "Plants",
            "Cactus",
            ["Pillar", "Potted", "Flowering"],
            8,
            59,
            1100,
            None,
            ["A {0} for windowsills and forgetful people.", "A slow, sturdy {0}."],
            "Water when you remember, not when you worry."
        ),
        new(
            "Plants",
            "Vase",
            ["Stoneware", "Ribbed", "Tall", "Bud"],
            14,
            119,
            900,
            None,
            ["A {0} that looks finished without flowers.", "A {0} with a narrow neck, so three stems are enough."],
            "Glazed inside: it does not sweat on the table."
        ),
        new(
            "Plants",
            "Planter",
            ["Cedar", "Self-Watering", "Window", "Zinc"],
            19,
            149,
            2300,
            None,
            ["A {0} for herbs, or for a small jungle.", "A {0} that stands off the floor and drains well."],
            "The insert lifts out for repotting."
        ),
        new(
            "Footwear",
            "Sneaker",
            ["Canvas", "Trail", "Court", "Knit"],
            49,
            189,
            320,
            Shoe,
            ["A {0} that needs no breaking in.", "A {0} for the whole day on your feet."],
            "Resoled for the price of a lunch."
        ),
        new(
            "Footwear",
            "Boot",
            ["Chelsea", "Hiking", "Leather", "Winter"],
            89,
            329,
            640,
            Shoe,
            ["A {0} that laughs at puddles.", "A {0} built on a proper last."],
            "Goodyear-welted, waxed at the seams."
        ),
        new(
            "Bags",
            "Backpack",
            ["Roll-Top", "Commuter", "Canvas", "Weekend"],
            49,
            229,
            870,
            None,
            ["A {0} that carries a laptop as if it were not there.", "A {0} with few pockets, all in the right place."],
            "Holds 22 litres; the zips are covered."
        ),
        new(
            "Bags",
            "Tote",
            ["Canvas", "Market", "Waxed", "Leather"],
            19,
            149,
            390,
            None,
            ["A {0} for market days and library days.", "A {0} that stands up by itself."],
            "The handles reach over a winter coat."
        ),
        new(
            "Clothing",
            "T-Shirt",
            ["Heavyweight", "Organic", "Pocket", "Linen"],
            15,
            59,
            190,
            Cloth,
            ["A {0} that keeps its collar.", "A {0} of cloth you can feel the weight of."],
            "Cut straight, pre-shrunk, sewn twice."
        ),
        new(
            "Clothing",
            "Sweater",
            ["Lambswool", "Fisherman", "Merino", "Cotton"],
            49,
            219,
            520,
            Cloth,
            ["A {0} for the first cold morning.", "A {0} knitted in one piece."],
            "Comes with a card of its own yarn for mending."
        ),
        new(
            "Clothing",
            "Beanie",
            ["Ribbed", "Merino", "Cable-Knit"],
            14,
            49,
            90,
            None,
            ["A {0} that stays where you put it.", "A soft {0} that does not itch, truly."],
            "One size; it learns yours."
        ),
        new(
            "Accessories",
            "Watch",
            ["Field", "Diver", "Dress", "Automatic"],
            79,
            699,
            75,
            None,
            ["A {0} that tells the time and leaves it at that.", "A {0} you can read at a glance and at night."],
            "Water-resistant to 100 m; straps change without tools."
        ),
        new(
            "Accessories",
            "Sunglasses",
            ["Acetate", "Polarised", "Round"],
            29,
            189,
            28,
            None,
            ["{1} with a little weight to them.", "{1} for people who lose cheap ones."],
            "Full UV protection; the hinges have five barrels."
        ),
        new(
            "Accessories",
            "Notebook",
            ["Linen", "Dotted", "Pocket", "Hardcover"],
            6,
            34,
            310,
            None,
            ["A {0} that lies flat from the first page.", "A {0} with paper ink does not feather on."],
            "192 numbered pages and a pocket for receipts."
        ),
        new(
            "Outdoors",
            "Bottle",
            ["Insulated", "Steel", "Trail", "Flip-Top"],
            14,
            54,
            330,
            None,
            ["A {0} that keeps tea hot past noon.", "A {0} that fits the cup holder and the bag."],
            "Does not leak, sweat or taste of yesterday."
        ),
        new(
            "Outdoors",
            "Tent",
            ["Two-Person", "Ultralight", "Four-Season", "Family"],
            129,
            749,
            2600,
            None,
            ["A {0} that goes up before the rain does.", "A {0} with room to sit and put on boots."],
            "Sealed seams, two doors, pegs that hold."
        ),
    ];
}

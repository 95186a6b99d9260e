// The words that the demo shop's names and texts are put together from.
namespace Cartwright.Catalog.DemoData;

/// <summary>Words for the demo shop's goods and books that belong to no single kind, and what a thing is made of by its name.</summary>
internal static class DemoWords
{
    /// <summary>First words of names: each the name of a series of goods.</summary>
    public static IReadOnlyList<string> Series { get; } =
    [
        "Halden",
        "Fjord",
        "Marlow",
        "Aster",
        "Linden",
        "Brae",
        "Corvo",
        "Juniper",
        "Tallis",
        "Osprey",
        "Wren",
        "Alder",
        "Kestrel",
        "Pico",
        "Lyra",
        "Onda",
        "Solis",
        "Mira",
        "Quill",
        "Dune",
        "Mesa",
        "Cove",
        "Ember",
        "Rowan",
        "Vale",
        "Tern",
        "Arbor",
        "Hollis",
        "Sorrel",
        "Lune",
        "Hearth",
        "Skye",
        "Tilda",
        "Bastion",
        "Calla",
        "Drift",
        "Eero",
        "Frost",
        "Grove",
        "Isla",
        "Jory",
        "Kelso",
        "Larch",
        "Moss",
        "Noor",
        "Orla",
        "Pell",
        "Reed",
        "Stroud",
        "Thistle",
        "Umber",
        "Verra",
        "Willa",
        "Yarrow",
        "Zephyr",
        "Ansel",
        "Birch",
        "Clover",
        "Dover",
        "Elm",
    ];

    /// <summary>Words of book titles: any of the first with any of the second.</summary>
    public static IReadOnlyList<string> TitleStarts { get; } =
    [
        "The Quiet",
        "The Salt",
        "A Field Guide to the",
        "Letters from the",
        "The Last",
        "Notes on a",
        "The Long",
        "A Short History of the",
        "Beyond the",
        "The Glass",
        "The Clockmaker's",
        "Under the",
    ];

    public static IReadOnlyList<string> TitleEnds { get; } =
    ["Harbor", "Orchard", "Winter", "Lighthouse", "Garden", "Road", "Kitchen", "Map", "River", "Island", "Library", "Tide"];

    public static IReadOnlyList<string> Genres { get; } = ["Novel", "Essays", "Travel", "Cooking", "History", "Nature writing", "Mystery"];

    public static IReadOnlyList<string> Authors { get; } =
    [
        "Ines Halvorsen",
        "Tomas Reyle",
        "Maud Ferrant",
        "Jonah Okafor",
        "Lena Whitlock",
        "Piet van Aalst",
        "Saoirse Quinn",
        "Hana Morita",
        "Emil Brandt",
        "Rosa Delacroix",
    ];

    /// <summary>What a thing of this kind is made of: what its name says, else what such things commonly are.</summary>
    public static string Material(string noun, string word) =>
        (noun, word) switch
        {
            ("Notebook", "Linen") => "paper bound in linen",
            ("Notebook", _) => "recycled paper and board",
            ("T-Shirt" or "Sweater", "Cotton" or "Organic" or "Heavyweight" or "Pocket") => "organic cotton",
            ("Monstera" or "Cactus", _) => "terracotta",
            (_, "Stoneware" or "Porcelain" or "Lambswool" or "Merino" or "Linen" or "Cedar" or "Zinc") => word.ToLowerInvariant(),
            (_, "Speckled" or "Glazed" or "Ribbed") when noun is "Mug" or "Bowl" or "Vase" => "glazed stoneware",
            (_, "Enamel") => "enamelled steel",
            (_, "Cast-Iron") => "cast iron",
            (_, "Carbon-Steel") => "carbon steel",
            (_, "Copper-Core") => "steel with a copper core",
            (_, "Olivewood") => "olive wood",
            (_, "Oak" or "Ash" or "Walnut") => "solid " + word.ToLowerInvariant(),
            (_, "Velvet") => "cotton velvet on beech",
            (_, "Canvas") => "organic canvas",
            (_, "Leather") => "vegetable-tanned leather",
            (_, "Waxed") => "waxed canvas",
            (_, "Linen Table") => "linen and oak",
            (_, "Ceramic Table") => "glazed ceramic",
            _ => noun switch
            {
                "Mouse" or "Keyboard" => "recycled plastic",
                "Headphones" => "aluminium and wool felt",
                "Speaker" => "beech and wool felt",
                "Camera" => "magnesium alloy",
                "Kettle" or "Bottle" => "stainless steel",
                "Bowl" or "Vase" => "stoneware",
                "Chair" or "Table" or "Shelf" => "solid beech",
                "Sofa" => "wool on beech",
                "Lamp" or "Pendant" or "Floor Lamp" => "spun steel",
                "Planter" => "powder-coated steel",
                "Sneaker" => "recycled knit",
                "Boot" => "full-grain leather",
                "Backpack" => "recycled nylon",
                "Tote" => "heavy cotton",
                "Sweater" => "wool",
                "Beanie" => "merino",
                "Watch" => "stainless steel",
                "Sunglasses" => "bio-acetate",
                "Tent" => "ripstop nylon",
                _ => "recycled materials",
            },
        };
}

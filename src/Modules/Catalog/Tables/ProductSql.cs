// All SQL on single products: read by id, written by the slices. Lists and searches are in ProductListSql.cs.
using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Catalog;

/// <summary>What <see cref="NoteStock"/> must know of a product.</summary>
internal sealed record StockedRow(bool Stocked, string? ParentId);

internal static class ProductSql
{
    public const string Columns =
        "p.number, p.product_id, p.version, p.name, p.description, p.category, p.vendor_id, v.name, p.price_minor, p.currency, "
        + "p.attributes, p.options, p.images, p.parent_id, p.variants, p.stocked, p.deleted, p.updated_ms, p.variants_stocked, p.tax_class, "
        + "p.prices_include_tax, p.requires_shipping, p.weight_g, p.compare_at_minor, p.price_history, p.safety, p.pictures, "
        + "p.status, p.sku, p.barcode, p.brand, p.tags, p.seo, p.parent_withheld, p.sale_minor, p.sale_starts_ms, p.sale_ends_ms, p.slug";

    /// <summary>How many <see cref="Columns"/> there are; what a list selects besides stands behind them.</summary>
    public const int ColumnsCount = 38;

    public const string From = "FROM products p LEFT JOIN vendors v ON v.vendor_id = p.vendor_id";

    public static CatalogProduct Map(DbDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetString(1),
            row.GetInt64(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.GetString(6),
            Text(row, 7),
            row.GetInt64(8),
            row.GetString(9),
            row.GetString(10),
            Text(row, 11),
            row.GetString(12),
            Text(row, 13),
            row.GetInt64(14),
            row.GetInt64(15) != 0,
            row.GetInt64(16) != 0,
            row.GetInt64(17),
            row.GetInt64(18),
            row.GetString(19),
            Flag(row, 20),
            row.GetInt64(21) != 0,
            row.GetInt64(22)
        )
        {
            CompareAtMinor = row.IsDBNull(23) ? null : row.GetInt64(23),
            PriceHistory = row.GetString(24),
            Safety = Text(row, 25),
            Pictures = row.GetString(26),
            Listing = new(row.GetString(27), Text(row, 28), Text(row, 29), Text(row, 30), row.GetString(31), Text(row, 32))
            {
                Slug = Text(row, 37),
            },
            ParentWithheld = row.GetInt64(33) != 0,
            Sale = SaleAt(row, 34),
        };

    /// <summary>Also deleted ones: their ids stay taken.</summary>
    public static async ValueTask<bool> IsEmpty(Sql sql) =>
        await sql.Number("SELECT COUNT(*) FROM (SELECT 1 FROM products LIMIT 1) AS any_product") == 0;

    public static ValueTask<CatalogProduct?> Find(Sql sql, string productId) =>
        sql.First($"SELECT {Columns} {From} WHERE p.product_id = $1", Map, productId);

    public static ValueTask<List<CatalogProduct>> FindMany(Sql sql, string[] productIds) =>
        sql.Query($"SELECT {Columns} {From} WHERE {sql.Dialect.In("p.product_id", 1)}", Map, [productIds]);

    /// <summary>The versions of these products, the deleted ones included.</summary>
    public static ValueTask<List<(string ProductId, long Version)>> Versions(Sql sql, string[] productIds) =>
        sql.Query(
            $"SELECT product_id, version FROM products WHERE {sql.Dialect.In("product_id", 1)}",
            row => (row.GetString(0), row.GetInt64(1)),
            [productIds]
        );

    /// <summary>The live variants of these parents, in order of age.</summary>
    public static ValueTask<List<VariantOf>> Variants(Sql sql, string[] parentIds) =>
        sql.Query(
            $"SELECT parent_id, product_id, status FROM products WHERE {sql.Dialect.In("parent_id", 1)} AND parent_id IS NOT NULL AND deleted = 0 ORDER BY number",
            row => new VariantOf(row.GetString(0), row.GetString(1), row.GetString(2) == ProductStatus.Active),
            [parentIds]
        );

    /// <summary>Of these products those that are for sale, as programs outside are told of them.</summary>
    public static async ValueTask<List<ProductDetail>> Details(Sql sql, string[] productIds, long nowMs)
    {
        var found = await sql.Query(
            $"""
            SELECT product_id, name, price_minor, currency, CASE WHEN stocked = 1 OR variants_stocked > 0 THEN 1 ELSE 0 END,
                category, vendor_id, images, updated_ms, tax_class, attributes, prices_include_tax, requires_shipping, weight_g,
                sale_minor, sale_starts_ms, sale_ends_ms
            FROM products WHERE {sql.Dialect.In("product_id", 1)} AND for_sale = 1
            AND (variants = 0 OR EXISTS (SELECT 1 FROM products c WHERE c.parent_id = products.product_id AND c.deleted = 0 AND c.status = 'active'))
            """,
            row => new ProductDetail(
                row.GetString(0),
                row.GetString(1),
                SaleAt(row, 14) is { } sale && sale.Holds(nowMs) ? sale.PriceMinor : row.GetInt64(2),
                row.GetString(3),
                row.GetInt64(4) == 1,
                row.GetString(5),
                row.GetString(6),
                ShownProduct.FirstImage(row.GetString(7)),
                row.GetInt64(8),
                TaxClass: row.GetString(9),
                NoWithdrawal: ShownProduct.MarkIn(row.GetString(10)),
                PricesIncludeTax: Flag(row, 11),
                NoShipping: row.GetInt64(12) == 0 ? true : null,
                WeightG: row.GetInt64(13) is > 0 and var grams ? grams : null
            ),
            [productIds]
        );
        var variants = (await Variants(sql, productIds))
            .Where(variant => variant.IsActive)
            .ToLookup(variant => variant.ParentId, variant => variant.ProductId, StringComparer.Ordinal);
        return found.ConvertAll(product => product with { VariantIds = ShownProduct.Named(variants[product.ProductId]) });
    }

    /// <summary>Writes a new product and answers it, without its number and its vendor's name; null when the id is taken.</summary>
    public static async ValueTask<CatalogProduct?> Insert(
        Transaction tx,
        string productId,
        ProductFields fields,
        bool parentWithheld,
        long nowMs
    )
    {
        var history = PriceHistory.Next(null, fields, nowMs);
        var written = await tx.Execute(
            """
            INSERT INTO products(product_id, version, name, name_key, description, category, vendor_id, price_minor, price_milli, currency,
                attributes, options, images, words, parent_id, created_ms, updated_ms, tax_class, prices_include_tax, requires_shipping, weight_g,
                compare_at_minor, price_history, safety, pictures, status, sku, barcode, brand, tags, seo, parent_withheld, for_sale,
                sale_minor, sale_starts_ms, sale_ends_ms, price_due_ms, slug)
            VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, $17, $18, $19, $20, $21, $22,
                $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36)
            ON CONFLICT DO NOTHING
            """,
            productId,
            fields.Name,
            NameKey(fields.Name),
            fields.Description,
            fields.Category,
            fields.VendorId,
            fields.PriceMinor,
            Milli(fields.PriceAt(nowMs).PriceMinor, fields.Currency),
            fields.Currency,
            fields.Attributes,
            fields.Options,
            fields.Images,
            Words(fields.Category, fields.Attributes, fields.Options, fields.Listing),
            fields.ParentId,
            nowMs,
            fields.TaxClass,
            fields.PricesIncludeTax,
            fields.RequiresShipping,
            fields.WeightG,
            fields.CompareAtMinor,
            history,
            fields.Safety,
            fields.Pictures,
            fields.Listing.Status,
            fields.Listing.Sku,
            fields.Listing.Barcode,
            fields.Listing.Brand,
            fields.Listing.Tags,
            fields.Listing.Seo,
            parentWithheld,
            !parentWithheld && fields.Listing.Status == ProductStatus.Active,
            fields.Sale?.PriceMinor,
            fields.Sale?.StartsMs,
            fields.Sale?.EndsMs,
            fields.Sale?.NextAfter(nowMs),
            fields.Listing.Slug
        );
        return written == 0
            ? null
            : new CatalogProduct(
                0,
                productId,
                1,
                fields.Name,
                fields.Description,
                fields.Category,
                fields.VendorId,
                null,
                fields.PriceMinor,
                fields.Currency,
                fields.Attributes,
                fields.Options,
                fields.Images,
                fields.ParentId,
                0,
                false,
                false,
                nowMs,
                0,
                fields.TaxClass,
                fields.PricesIncludeTax,
                fields.RequiresShipping,
                fields.WeightG
            )
            {
                CompareAtMinor = fields.CompareAtMinor,
                PriceHistory = history,
                Safety = fields.Safety,
                Pictures = fields.Pictures,
                Listing = fields.Listing,
                ParentWithheld = parentWithheld,
                Sale = fields.Sale,
            };
    }

    /// <summary>Null when another process has changed it since <paramref name="before"/> was read.</summary>
    public static async ValueTask<CatalogProduct?> Update(
        Transaction tx,
        CatalogProduct before,
        ProductFields fields,
        bool parentWithheld,
        long nowMs
    )
    {
        var written = await tx.Execute(
            """
            UPDATE products SET version = version + 1, name = $2, name_key = $3, description = $4, category = $5, vendor_id = $6, price_minor = $7, price_milli = $8,
                currency = $9, attributes = $10, options = $11, images = $12, words = $13, parent_id = $14, updated_ms = $15, tax_class = $16,
                prices_include_tax = $17, requires_shipping = $18, weight_g = $19, compare_at_minor = $20, price_history = $21, safety = $22,
                pictures = $23, status = $24, sku = $25, barcode = $26, brand = $27, tags = $28, seo = $29, parent_withheld = $30,
                for_sale = $31, sale_minor = $32, sale_starts_ms = $33, sale_ends_ms = $34, price_due_ms = $35, slug = $37
            WHERE product_id = $1 AND version = $36
            """,
            before.ProductId,
            fields.Name,
            NameKey(fields.Name),
            fields.Description,
            fields.Category,
            fields.VendorId,
            fields.PriceMinor,
            Milli(fields.PriceAt(nowMs).PriceMinor, fields.Currency),
            fields.Currency,
            fields.Attributes,
            fields.Options,
            fields.Images,
            Words(fields.Category, fields.Attributes, fields.Options, fields.Listing),
            fields.ParentId,
            Math.Max(nowMs, before.UpdatedMs),
            fields.TaxClass,
            fields.PricesIncludeTax,
            fields.RequiresShipping,
            fields.WeightG,
            fields.CompareAtMinor,
            PriceHistory.Next(before, fields, nowMs),
            fields.Safety,
            fields.Pictures,
            fields.Listing.Status,
            fields.Listing.Sku,
            fields.Listing.Barcode,
            fields.Listing.Brand,
            fields.Listing.Tags,
            fields.Listing.Seo,
            parentWithheld,
            !parentWithheld && fields.Listing.Status == ProductStatus.Active,
            fields.Sale?.PriceMinor,
            fields.Sale?.StartsMs,
            fields.Sale?.EndsMs,
            fields.Sale?.NextAfter(nowMs),
            before.Version,
            fields.Listing.Slug
        );
        return written == 0 ? null : await Find(tx, before.ProductId);
    }

    /// <summary>Leaves a tombstone: the id is never given to another product.</summary>
    public static async ValueTask<CatalogProduct> Bury(Transaction tx, CatalogProduct product, long nowMs)
    {
        await tx.Send(
            "UPDATE products SET version = version + 1, deleted = 1, for_sale = 0, price_due_ms = NULL, updated_ms = $2 WHERE product_id = $1",
            product.ProductId,
            Math.Max(nowMs, product.UpdatedMs)
        );
        return (await Find(tx, product.ProductId))!;
    }

    /// <summary>Notes of a variant whether its parent is withheld: one version later.</summary>
    public static async ValueTask<CatalogProduct> Follow(Transaction tx, CatalogProduct variant, bool parentWithheld, long nowMs)
    {
        await tx.Send(
            "UPDATE products SET version = version + 1, parent_withheld = $2, for_sale = $3, updated_ms = $4 WHERE product_id = $1",
            variant.ProductId,
            parentWithheld,
            !parentWithheld && variant.IsActive,
            Math.Max(nowMs, variant.UpdatedMs)
        );
        return (await Find(tx, variant.ProductId))!;
    }

    /// <summary>
    /// The seller's live product of this number, other than <paramref name="productId"/>; null when the number is free. Where others may
    /// write beside this transaction they wait until its end before they ask for the same number.
    /// </summary>
    public static async ValueTask<string?> HasSku(Transaction tx, string vendorId, string sku, string productId)
    {
        if (!tx.Dialect.OneProcess)
        {
            await tx.Number("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended($1, 0))", $"cartwright:sku:{vendorId}\n{sku}");
        }

        return await tx.First(
            "SELECT product_id FROM products WHERE vendor_id = $1 AND sku = $2 AND deleted = 0 AND product_id <> $3",
            row => row.GetString(0),
            vendorId,
            sku,
            productId
        );
    }

    /// <summary>Which live products have these numbers.</summary>
    public static ValueTask<List<NumberedProduct>> Numbers(Sql sql, string[] skus) =>
        sql.Query(
            $"SELECT vendor_id, sku, product_id FROM products WHERE {sql.Dialect.In("sku", 1)} AND sku IS NOT NULL AND deleted = 0",
            row => new NumberedProduct(row.GetString(0), row.GetString(1), row.GetString(2)),
            [skus]
        );

    /// <summary>Takes a product's row for this transaction where others may write beside it.</summary>
    public static ValueTask<int> Hold(Transaction tx, string productId) =>
        tx.Dialect.OneProcess
            ? ValueTask.FromResult(0)
            : tx.Execute("UPDATE products SET version = version WHERE product_id = $1", productId);

    /// <summary>Counts a parent's variants again and answers its new version, 0 when there is no such parent.</summary>
    public static ValueTask<long> Recount(Transaction tx, string parentId) =>
        tx.Number(
            """
            UPDATE products SET version = version + 1,
                variants = (SELECT COUNT(*) FROM products c WHERE c.parent_id = $1 AND c.deleted = 0),
                variants_stocked = (SELECT COUNT(*) FROM products c WHERE c.parent_id = $1 AND c.deleted = 0 AND c.stocked = 1 AND c.status = 'active')
            WHERE product_id = $1 RETURNING version
            """,
            parentId
        );

    /// <summary>Whether the row says that there is any stock, and of which parent it is a variant; null when there is no such
    /// product.</summary>
    public static ValueTask<StockedRow?> Stocked(Sql sql, string productId) =>
        sql.First(
            "SELECT stocked, parent_id FROM products WHERE product_id = $1",
            row => new StockedRow(row.GetInt64(0) != 0, Text(row, 1)),
            productId
        );

    /// <summary>Notes whether there is any stock.</summary>
    public static ValueTask<int> Restock(Transaction tx, string productId, bool stocked) =>
        tx.Execute("UPDATE products SET stocked = $2 WHERE product_id = $1", productId, stocked);

    /// <summary>Products behind a number, in order of age, with the moment they were made.</summary>
    public static ValueTask<List<StoredProduct>> After(Sql sql, long number, long count) =>
        sql.Query(
            $"SELECT {Columns}, p.created_ms, COALESCE(s.sold, 0) {From} LEFT JOIN product_sold s ON s.product_id = p.product_id WHERE p.number > $1 ORDER BY p.number LIMIT $2",
            row => new StoredProduct(Map(row), row.GetInt64(ColumnsCount), row.GetInt64(15), row.GetInt64(ColumnsCount + 1)),
            number,
            count
        );

    /// <summary>Takes every product away, as if there had been none.</summary>
    public static ValueTask<int> Clear(Transaction tx) => tx.Execute("DELETE FROM products");

    /// <summary>Writes a product as it was elsewhere, under the number that it had. Its variants are counted by <see cref="RecountAll"/>.
    /// </summary>
    public static ValueTask Restore(Transaction tx, StoredProduct stored)
    {
        var product = stored.Product;
        return tx.Send(
            """
            INSERT INTO products(number, product_id, version, name, name_key, description, category, vendor_id, price_minor, price_milli, currency,
                attributes, options, images, words, parent_id, stocked, deleted, created_ms, updated_ms, tax_class,
                prices_include_tax, requires_shipping, weight_g, compare_at_minor, price_history, safety, pictures,
                status, sku, barcode, brand, tags, seo, parent_withheld, for_sale, sale_minor, sale_starts_ms, sale_ends_ms, price_due_ms, slug)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27,
                $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41)
            """,
            product.Number,
            product.ProductId,
            product.Version,
            product.Name,
            NameKey(product.Name),
            product.Description,
            product.Category,
            product.VendorId,
            product.PriceMinor,
            Milli(product.At(product.UpdatedMs).PriceMinor, product.Currency),
            product.Currency,
            product.Attributes,
            product.Options,
            product.Images,
            Words(product.Category, product.Attributes, product.Options, product.Listing),
            product.ParentId,
            product.Stocked,
            product.Deleted,
            stored.CreatedMs,
            product.UpdatedMs,
            product.TaxClass,
            product.PricesIncludeTax,
            product.RequiresShipping,
            product.WeightG,
            product.CompareAtMinor,
            product.PriceHistory,
            product.Safety,
            product.Pictures,
            product.Listing.Status,
            product.Listing.Sku,
            product.Listing.Barcode,
            product.Listing.Brand,
            product.Listing.Tags,
            product.Listing.Seo,
            product.ParentWithheld,
            product.ForSale,
            product.Sale?.PriceMinor,
            product.Sale?.StartsMs,
            product.Sale?.EndsMs,
            product.Deleted ? null : product.Sale?.NextAfter(product.UpdatedMs),
            product.Listing.Slug
        );
    }

    /// <summary>Counts all variants, without a new version of their parents.</summary>
    public static ValueTask<int> RecountAll(Transaction tx) =>
        tx.Execute(
            """
            UPDATE products SET
                variants = (SELECT COUNT(*) FROM products c WHERE c.parent_id = products.product_id AND c.deleted = 0),
                variants_stocked = (SELECT COUNT(*) FROM products c WHERE c.parent_id = products.product_id AND c.deleted = 0 AND c.stocked = 1
                    AND c.status = 'active')
            WHERE product_id IN (SELECT c.parent_id FROM products c WHERE c.parent_id IS NOT NULL)
            """
        );

    /// <summary>Lets numbers go on behind those that were given by <see cref="Restore"/>; SQLite does so by itself.</summary>
    public static async ValueTask NumberOn(Transaction tx)
    {
        if (tx.Dialect.Name != "sqlite")
        {
            await tx.Number("SELECT setval(pg_get_serial_sequence('products', 'number'), GREATEST((SELECT MAX(number) FROM products), 1))");
        }
    }

    /// <summary>What vendors are called.</summary>
    public static ValueTask<List<(string VendorId, string Name)>> VendorNames(Sql sql, string[] vendorIds) =>
        sql.Query(
            $"SELECT vendor_id, name FROM vendors WHERE {sql.Dialect.In("vendor_id", 1)}",
            row => (row.GetString(0), row.GetString(1)),
            [vendorIds]
        );

    public static ValueTask<int> AddVendor(Transaction tx, string vendorId, string name) =>
        tx.Execute("INSERT INTO vendors(vendor_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING", vendorId, name);

    /// <summary>By what names sort, alike in every store.</summary>
    public static string NameKey(string name) => Collation.Key(name);

    /// <summary>Thousandths of a major unit.</summary>
    public static long Milli(long minor, string currency) =>
        Currencies.MinorDigits(currency) switch
        {
            0 => checked(minor * 1_000),
            2 => checked(minor * 10),
            _ => minor,
        };

    /// <summary>What a search finds beside name and description.</summary>
    public static string Words(string category, string attributes, string? options, ProductListing listing)
    {
        var words = new StringBuilder(category);
        Collect(words, attributes);
        Collect(words, options);
        if (listing.Words is { Length: > 0 } named)
        {
            words.Append(' ').Append(named);
        }

        return words.ToString();
    }

    private static void Collect(StringBuilder words, string? json)
    {
        if (json is null or "{}")
        {
            return;
        }

        // Values only: nobody searches for the word "material", and everything has one.
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                words.Append(CultureInfo.InvariantCulture, $" {reader.GetString()}");
            }
        }
    }

    /// <summary>Products whose price has a moment to change at, the earliest first.</summary>
    public static ValueTask<List<DuePrice>> Due(Sql sql, long count) =>
        sql.Query(
            "SELECT product_id, price_due_ms FROM products WHERE price_due_ms IS NOT NULL ORDER BY price_due_ms, product_id LIMIT $1",
            row => new DuePrice(row.GetString(0), row.GetInt64(1)),
            count
        );

    private static ScheduledSale? SaleAt(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : new(row.GetInt64(column), row.GetInt64(column + 1), row.GetInt64(column + 2));

    private static bool? Flag(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column) != 0;

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

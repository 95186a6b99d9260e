// Whoever leaves a cart behind is reminded: the carts call it abandoned, Identity knows whose it is, and Notifications writes.
namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InTwo)]
[Collection(OneOwner.Name)]
public sealed class ReminderTests(OwnedShop shop)
{
    [Fact]
    public async Task A_customer_and_a_guest_who_left_an_address_are_reminded_of_their_carts()
    {
        var owner = await shop.Owner();
        var lamp = await OwnedShop.Product(owner, """{"name":"Lamp","price":20.00,"currency":"EUR","category":"home"}""");
        var (left, registered) = ($"left.{Guid.NewGuid():N}@example.com", $"left.{Guid.NewGuid():N}@example.com");
        var account = $$"""{"email":"{{registered}}","password":"{{OwnedShop.Password}}","name":"Sam Shopper"}""";
        (await Api.Pressed(() => shop.Api.Post("/api/auth/register", account))).Expect(201);
        var (guest, customer) = (await shop.Api.Guest(), await shop.Api.SignIn(registered, OwnedShop.Password));
        await guest.Add(lamp, 2);
        (await guest.Put("/api/cart/me/email", $$"""{"email":"{{left}}"}""")).Expect(200);
        await customer.Add(lamp);
        foreach (var email in new[] { left, registered })
        {
            await Eventually.Holds(async () => Assert.NotEmpty(await owner.All($"/api/mail?to={email}&template=cart_reminder")));
        }

        var id = (string)(await guest.Get("/api/cart/me")).Expect(200).Json["user_id"]!;
        await Eventually.Holds(async () =>
            Assert.Contains(await owner.All("/api/carts/abandoned"), cart => (string)cart["user_id"]! == id)
        );
    }
}

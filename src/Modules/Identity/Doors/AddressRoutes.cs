// The routes of the address book.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Identity;

internal static class AddressRoutes
{
    private static readonly SavedAddress Work = new(
        "0199a1b2-0000-7000-8000-00000000000a",
        "Work",
        new("Casey C.", "500 Howard Street", "San Francisco", "US", "94105", Region: "CA"),
        true,
        new DateTimeOffset(2026, 1, 15, 10, 30, 0, TimeSpan.Zero),
        new DateTimeOffset(2026, 1, 15, 10, 30, 0, TimeSpan.Zero)
    );

    public static void Map(RouteGroupBuilder users)
    {
        users
            .MapGet("/me/addresses", List)
            .WithAccount()
            .Doc("My addresses", "The address book, oldest first. The address of record stands apart, in the profile.")
            .Example(response: new SavedAddresses([Work]));
        users
            .MapPost("/me/addresses", Add)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Keep an address",
                $"At most {Limits.AddressesMax}. One of them is the default, with which the checkout begins: the first, until another is said to be."
            )
            .Refuses(RefusalKind.Conflict, "addresses_full", "the address book holds no more")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Example(
                new
                {
                    label = "Work",
                    address = new
                    {
                        name = "Casey C.",
                        line1 = "500 Howard Street",
                        city = "San Francisco",
                        region = "CA",
                        postal_code = "94105",
                        country = "US",
                    },
                    @default = true,
                },
                Work
            );
        users
            .MapGet("/me/addresses/{address_id}", Find)
            .WithAccount()
            .Doc("One of my addresses", "Another's is not there.")
            .Refuses(RefusalKind.NotFound, "address_not_found", "there is no such address in the caller's address book")
            .Example(response: Work);
        users
            .MapPatch("/me/addresses/{address_id}", Change)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Change an address",
                "Changes what the body names. `default: true` takes it from another; it is not taken away but by another."
            )
            .Refuses(RefusalKind.NotFound, "address_not_found", "there is no such address in the caller's address book")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased")
            .Example(new { label = "Office" }, Work with { Label = "Office" });
        users
            .MapDelete("/me/addresses/{address_id}", Remove)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Write)
            .Doc("Forget an address", "After the default the oldest of the others is it.")
            .Refuses(RefusalKind.NotFound, "address_not_found", "there is no such address in the caller's address book")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased");
    }

    private static async Task<Ok<SavedAddresses>> List(Caller caller, AddressBook book) => TypedResults.Ok(await book.List(caller.UserId));

    private static async Task<Results<Created<SavedAddress>, ProblemResult>> Add(Caller caller, Body<AddressBody> body, AddressBook book) =>
        Answer.Created(await book.Add(caller.UserId, body.Value), added => "/api/users/me/addresses/" + added.AddressId);

    private static async Task<Results<Ok<SavedAddress>, ProblemResult>> Find(
        [FromRoute(Name = "address_id")] string addressId,
        Caller caller,
        AddressBook book
    ) => Answer.Ok(await book.Get(caller.UserId, addressId));

    private static async Task<Results<Ok<SavedAddress>, ProblemResult>> Change(
        [FromRoute(Name = "address_id")] string addressId,
        Caller caller,
        Body<AddressPatch> body,
        AddressBook book
    ) => Answer.Ok(await book.Change(caller.UserId, addressId, body.Value));

    private static async Task<Results<NoContent, ProblemResult>> Remove(
        [FromRoute(Name = "address_id")] string addressId,
        Caller caller,
        AddressBook book
    ) => Answer.NoContent(await book.Remove(caller.UserId, addressId));
}

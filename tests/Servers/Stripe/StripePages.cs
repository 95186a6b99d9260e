// What a shopper's browser sees of the stand-in: the script with a form for the card, and the page on which the bank asks.
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Cartwright.Servers;

/// <summary>The pages.</summary>
internal static class StripePages
{
    private const string Script = "/v3/";
    private const string Form = "/form";
    private const string Methods = "/v1/payment_methods";
    private const string Challenge = "/challenge/";

    // As much of Stripe.js as the checkout uses: Stripe(key).elements(…).create('payment').mount(…), submit and createPaymentMethod.
    private const string ScriptText = """
        window.Stripe = (key) => {
          const origin = new URL(document.querySelector('script[src*="/v3/"]').src).origin;
          let frame;
          const ask = (what) => new Promise((resolve) => {
            const id = Math.random().toString(36);
            const heard = (event) => {
              if (event.origin !== origin || event.data.id !== id) return;
              window.removeEventListener('message', heard);
              resolve(event.data);
            };
            window.addEventListener('message', heard);
            frame.contentWindow.postMessage({ id, what, key }, origin);
          });
          return {
            elements: (options) => ({
              options,
              update: () => undefined,
              submit: async () => (await ask('check')),
              create: () => {
                const listeners = {};
                return {
                  on: (name, listener) => { listeners[name] = listener; },
                  mount: (place) => {
                    frame = document.createElement('iframe');
                    frame.src = origin + '/form';
                    frame.title = 'Secure payment input frame';
                    frame.style.border = '0';
                    frame.style.width = '100%';
                    frame.style.height = '60px';
                    frame.onload = () => listeners.ready && listeners.ready();
                    place.replaceChildren(frame);
                  },
                  destroy: () => frame && frame.remove(),
                };
              },
            }),
            createPaymentMethod: async () => (await ask('make')),
          };
        };
        """;

    private const string FormText = """
        <!doctype html><html lang="en"><body>
        <label>Card number <input id="number" name="number" autocomplete="off" inputmode="numeric"></label>
        <script>
          window.addEventListener('message', async (event) => {
            const { id, what, key } = event.data;
            const number = document.getElementById('number').value;
            const say = (told) => event.source.postMessage({ id, ...told }, event.origin);
            if (!number.trim()) return say({ error: { type: 'validation_error', code: 'incomplete_number', message: 'Your card number is incomplete.' } });
            if (what === 'check') return say({});
            const answer = await fetch('/v1/payment_methods', { method: 'POST', headers: { Authorization: 'Bearer ' + key }, body: new URLSearchParams({ number }) });
            const made = await answer.json();
            say(answer.ok ? { paymentMethod: made } : { error: made.error });
          });
        </script></body></html>
        """;

    public static bool Is(string path) => path is Script or Form or Methods || path.StartsWith(Challenge, StringComparison.Ordinal);

    public static async Task Answer(
        HttpContext context,
        IReadOnlyDictionary<string, string> form,
        StripeServer server,
        Func<string, JsonObject> method
    )
    {
        var path = context.Request.Path.Value!;
        switch (path)
        {
            case Script:
                await StripeServer.Write(context, 200, "text/javascript", ScriptText);
                return;
            case Form:
                await StripeServer.Write(context, 200, "text/html", FormText);
                return;
            case Methods:
                await Make(context, form, method);
                return;
        }

        var intentId = path[Challenge.Length..];
        if (context.Request.Method == "POST")
        {
            var back = server.Answered(intentId, form.GetValueOrDefault("answer") == "approve");
            var sign = back.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            context.Response.StatusCode = 303;
            context.Response.Headers.Location =
                $"{back}{sign}payment_intent={intentId}&payment_intent_client_secret={intentId}_secret_standin&redirect_status=succeeded";
            return;
        }

        await StripeServer.Write(
            context,
            200,
            "text/html",
            """
            <!doctype html><html lang="en"><body><h1>Your bank asks: is this payment yours?</h1>
            <form method="post"><button name="answer" value="approve">Approve</button> <button name="answer" value="refuse">Refuse</button></form>
            </body></html>
            """
        );
    }

    private static async Task Make(HttpContext context, IReadOnlyDictionary<string, string> form, Func<string, JsonObject> method)
    {
        try
        {
            if (context.Request.Headers["Authorization"] != "Bearer " + StripeServer.PublishableKey)
            {
                throw new StripeRefused(401, "invalid_request_error", null, "Invalid API Key provided.");
            }

            await StripeServer.Write(
                context,
                200,
                "application/json",
                method(form.GetValueOrDefault("number") ?? string.Empty).ToJsonString()
            );
        }
        catch (StripeRefused refused)
        {
            await StripeServer.Write(context, refused.Status, "application/json", refused.Body.ToJsonString());
        }
    }
}

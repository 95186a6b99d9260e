// The built-in provider: rows of rates.
using Cartwright.Contracts.Ports;
using Cartwright.Ordering;

namespace Cartwright.Conformance.Taxes;

public sealed class OnBuiltIn : TaxSuite
{
    private static readonly BuiltInTaxes BuiltIn = new(
        () => ValueTask.FromResult(new TaxBook(Rows())),
        new(Home, ReverseCharge: true, OneStopShop: true, NetExports: false)
    );

    protected override ValueTask<ITaxes> Provider() => ValueTask.FromResult<ITaxes>(BuiltIn);
}

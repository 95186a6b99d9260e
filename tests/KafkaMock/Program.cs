// Runs librdkafka's mock brokers until its input closes, which it does when whoever started it ends; says where they listen in one line.
using System.Globalization;
using Cartwright.KafkaMock;

if (
    args is not [var number]
    || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var brokers)
    || brokers is < 1 or > 9
)
{
    Console.Error.WriteLine("Name the number of brokers: from 1 to 9.");
    return 2;
}

// The client that carries the brokers is never asked for anything. It and they go with the process.
var client = MockBrokers.Client();
var cluster = MockBrokers.Start(client, brokers);

// A real broker waits 3 s for more members before it shares out partitions for the first time. Nobody else is coming to a test.
MockBrokers.RebalanceAtOnce(cluster);
Console.Out.WriteLine(MockBrokers.Addresses(cluster));
var input = Console.In;

// .NET listens to the signal that lets a frozen process go on, which would break off the brokers' waiting for connections, and with it the
// brokers.
MockBrokers.GoOnQuietly();
while (input.Read() >= 0)
{
    // Only the end of the input means something.
}

return 0;

// Why a start failed, in a sentence: what the machine refused (a port, a file, a disk) is known, and needs no stack.
using System.Data.Common;
using System.Net.Sockets;
using Cartwright.Kernel;
using Microsoft.AspNetCore.Connections;

namespace Cartwright.Host;

internal static class StartFailure
{
    /// <summary>The sentence; null for what is a bug and has to show where it is.</summary>
    /// <param name="operators">Which ports were asked for; null when it did not come so far.</param>
    public static ConfigurationRefused? Of(Exception failure, OperatorsPort? operators) =>
        failure switch
        {
            ConfigurationRefused refused => refused,
            AggregateException { InnerExceptions: [var only] } => Of(only, operators),
            IOException { InnerException: AddressInUseException } => new(
                $"The port is taken: {failure.Message} End the program that has it, or give another: {operators?.KeyOf(failure.Message) ?? "--port 8081"}"
            ),
            SocketException { SocketErrorCode: SocketError.AccessDenied }
            or IOException { InnerException: SocketException { SocketErrorCode: SocketError.AccessDenied } } => new(
                $"The port may not be opened: {failure.Message} Ports below 1024 are for root: use --port 8080 behind a proxy."
            ),
            SocketException { SocketErrorCode: SocketError.AddressNotAvailable }
            or IOException { InnerException: SocketException { SocketErrorCode: SocketError.AddressNotAvailable } } => new(
                $"The address is none of this machine: {failure.Message} Use --listen localhost, or 0.0.0.0 for all."
            ),
            StorageUnavailable or DbException => new(
                Sentence(failure.Message) + "Look at the disk or the server under Data: is it full, away or closed to this process?"
            ),
            IOException or UnauthorizedAccessException => new(
                Sentence(failure.Message) + "Make room on the disk, or let the process's user read and write there."
            ),
            _ => null,
        };

    private static string Sentence(string text) => text.TrimEnd().TrimEnd('.') + ". ";
}

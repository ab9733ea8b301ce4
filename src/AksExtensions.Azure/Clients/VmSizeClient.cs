using AksExtensions.Arm;
using AksExtensions.Azure.Answers;

namespace AksExtensions.Azure.Clients;

/// <summary><see cref="IVmSizeClient"/> over Microsoft.Compute.</summary>
internal sealed class VmSizeClient(ArmCalls calls) : IVmSizeClient
{
    private const string ApiVersion = "2024-07-01";

    public IAsyncEnumerable<VmSize> ListAsync(string subscriptionId, string location, CancellationToken cancellationToken)
    {
        var path = $"/subscriptions/{ArmCalls.Segment("SubscriptionId", subscriptionId)}/providers/Microsoft.Compute/locations/"
            + $"{ArmCalls.Segment("Location", location)}/vmSizes";
        return calls.ListAsync(calls.Requests.Uri(path, ApiVersion), Subject.At(path), NodePoolMapper.VmSize, cancellationToken);
    }
}

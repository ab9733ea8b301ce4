namespace AksExtensions.Arm;

/// <summary>Sizes of virtual machines. Source: https://learn.microsoft.com/rest/api/compute/virtual-machine-sizes</summary>
public interface IVmSizeClient
{
    /// <summary>Lists the sizes that a subscription can use in a region (Virtual Machine Sizes - List).</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="location">The region, such as <c>eastus</c>.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="AksExtensionException"><c>AuthorizationFailed</c> and the other errors of a read.</exception>
    IAsyncEnumerable<VmSize> ListAsync(string subscriptionId, string location, CancellationToken cancellationToken);
}

namespace AksExtensions.Arm;

/// <summary>Makes the service: implemented beside the Azure SDK and found by the module's private load context.</summary>
public interface IArmServiceFactory
{
    /// <summary>A service for a connection. Sends nothing.</summary>
    /// <exception cref="AksExtensionException"><c>ConnectionInvalid</c>.</exception>
    IArmService Create(ArmConnection connection);
}

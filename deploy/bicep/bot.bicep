// The Azure Bot resource for Deskhand, with the Teams channel. It tells Teams where the bot is, and who it is; the app
// registration or the managed identity is made before it. See docs/install.md.

@description('Name of the bot in Azure: unique in all of Azure, and never changed.')
@minLength(4)
@maxLength(42)
param name string

@description('Client id of the app registration, or of the user-assigned managed identity: the setting bot.app_id.')
param appId string

@description('Id of the tenant that the app registration or the managed identity is in: the setting bot.tenant_id.')
param tenantId string = tenant().tenantId

@description('Where Teams sends messages: https://HOST/api/messages.')
param endpoint string

@description('Resource id of the user-assigned managed identity. Empty: appId is an app registration of a single tenant.')
param identityId string = ''

@description('What people read beside the bot in Azure. In Teams the app package says it.')
param displayName string = 'Deskhand'

@description('F0 costs nothing, and Teams is unlimited in it; S1 comes with a service level.')
@allowed([
  'F0'
  'S1'
])
param sku string = 'F0'

@description('Where Azure keeps the data of the bot resource.')
@allowed([
  'global'
  'westeurope'
  'westus'
  'centralindia'
])
param location string = 'global'

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: name
  location: location
  kind: 'azurebot'
  sku: {
    name: sku
  }
  properties: {
    displayName: displayName
    endpoint: endpoint
    msaAppId: appId
    msaAppTenantId: tenantId
    msaAppType: empty(identityId) ? 'SingleTenant' : 'UserAssignedMSI'
    msaAppMSIResourceId: empty(identityId) ? null : identityId
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: location
  properties: {
    channelName: 'MsTeamsChannel'
    properties: {
      isEnabled: true
    }
  }
}

output id string = bot.id

/** What JMX is shown of Camel, without the weight of model MBeans. */
package io.neo4jsync.management;
